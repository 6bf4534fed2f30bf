package conclave.house.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import conclave.house.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The compiled main code of modules of this checkout. */
public final class MainClasses {

  private MainClasses() {}

  /** The classes of those modules; a module that is not compiled is an error. */
  public static JavaClasses of(String... modules) {
    Path root = Repository.here().root();
    List<Path> folders =
        Arrays.stream(modules).map(m -> root.resolve(m).resolve("target/classes")).toList();
    folders.forEach(
        folder -> {
          if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("not compiled: " + folder);
          }
        });
    return new ClassFileImporter().importPaths(folders);
  }
}
