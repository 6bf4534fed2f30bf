package conclave.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The checkout that a test runs in, whichever module runs it.
 *
 * @param root the folder that holds the parent POM, {@code LICENSE} and {@code .ci}
 */
public record Repository(Path root) {

  private static final Set<String> HIDDEN_BUT_OURS = Set.of(".ci", ".github");

  /** The checkout around the working directory; none is an {@link IllegalStateException}. */
  public static Repository here() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("LICENSE")) && Files.isDirectory(folder.resolve(".ci"))) {
        return new Repository(folder);
      }
    }
    throw new IllegalStateException("no folder above " + start + " holds LICENSE and .ci");
  }

  /** All files but build output and hidden folders, relative to the root, sorted. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Collector(root, files));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
    Collections.sort(files);
    return files;
  }

  /** The text of a file, as UTF-8. */
  public String read(Path relative) {
    try {
      return Files.readString(root.resolve(relative));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + relative, e);
    }
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> files;

    Collector(Path root, List<Path> files) {
      this.root = root;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.getFileName().toString();
      boolean foreign = name.equals("target") || name.startsWith(".");
      return folder.equals(root) || HIDDEN_BUT_OURS.contains(name) || !foreign
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files.add(root.relativize(file));
      return FileVisitResult.CONTINUE;
    }
  }
}
