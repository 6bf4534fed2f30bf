package conclave.house.tidy;

import com.sun.source.tree.ClassTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** A package is a chapter: it says what it is about, and it ends. */
final class PackageRules {
  static final int FILES = 15;

  private PackageRules() {}

  static Stream<Finding> size(Checkout checkout) {
    Map<Path, List<SourceFile>> folders =
        checkout.sources().stream().collect(Collectors.groupingBy(SourceFile::folder));
    return folders.entrySet().stream()
        .filter(folder -> folder.getValue().size() > FILES)
        .map(
            folder ->
                new Finding(
                    folder.getKey().toString(),
                    folder.getValue().size() + " Java files, " + FILES + " are the limit",
                    "find the second subject in it and give that a package"));
  }

  /** Once per package is enough: a test stands in the package of what it tests. */
  static Stream<Finding> packageInfo(Checkout checkout) {
    Set<String> described =
        checkout.sources().stream()
            .filter(f -> f.isPackageInfo() && f.packageJavadoc().isPresent())
            .map(SourceFile::packageName)
            .collect(Collectors.toSet());
    return checkout.sources().stream()
        .filter(f -> !described.contains(f.packageName()))
        .map(f -> f.folder().toString())
        .distinct()
        .map(
            folder ->
                new Finding(
                    folder,
                    "no package-info.java with Javadoc",
                    "add one that draws the package's machine in ten lines"));
  }

  static Stream<Finding> javadoc(SourceFile file) {
    return file.topLevelTypes()
        .filter(type -> type.getModifiers().getFlags().contains(Modifier.PUBLIC))
        .filter(type -> file.javadoc(type).isEmpty())
        .map(type -> undocumented(file, type));
  }

  private static Finding undocumented(SourceFile file, ClassTree type) {
    return new Finding(
        file.at(type),
        "public " + type.getSimpleName() + " has no Javadoc",
        "say what it promises, its units and what failure looks like, or make it package-private");
  }
}
