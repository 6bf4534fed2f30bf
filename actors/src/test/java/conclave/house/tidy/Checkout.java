package conclave.house.tidy;

import conclave.house.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the rules look at: a real checkout, or a few planted files.
 *
 * @param files every file, relative to the root
 * @param sources the Java files, parsed
 * @param texts the Java files, pages and POMs as text
 */
record Checkout(Set<Path> files, List<SourceFile> sources, Map<Path, String> texts) {

  static Checkout of(Repository repository) {
    List<Path> files = repository.files();
    Map<Path, String> texts = new TreeMap<>();
    files.stream().filter(Checkout::isText).forEach(f -> texts.put(f, repository.read(f)));
    return new Checkout(new TreeSet<>(files), SourceFile.parse(java(texts)), texts);
  }

  /** A checkout that holds just these files. */
  static Checkout of(Map<String, String> planted) {
    Map<Path, String> texts = new TreeMap<>();
    planted.forEach((name, text) -> texts.put(Path.of(name), text));
    return new Checkout(texts.keySet(), SourceFile.parse(java(texts)), texts);
  }

  /** The Markdown pages. */
  Stream<Map.Entry<Path, String>> pages() {
    return texts.entrySet().stream().filter(e -> e.getKey().toString().endsWith(".md"));
  }

  /** Whether that file, or a folder with files in it, is part of the checkout. */
  boolean holds(Path target) {
    return files.contains(target) || files.stream().anyMatch(f -> f.startsWith(target));
  }

  private static Map<Path, String> java(Map<Path, String> texts) {
    Map<Path, String> java = new TreeMap<>(texts);
    java.keySet().removeIf(path -> !path.toString().endsWith(".java"));
    return java;
  }

  private static boolean isText(Path file) {
    String name = file.toString();
    return name.endsWith(".java") || name.endsWith(".md") || name.endsWith("pom.xml");
  }
}
