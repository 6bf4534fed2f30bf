package conclave.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The java and class path that this process runs on, for its children.
 *
 * @param java the executable
 * @param classPath as this JVM was given it
 * @param mainClass of the children
 * @param heap their largest heap, as {@code -Xmx} takes it
 */
public record ChildJvm(String java, String classPath, String mainClass, String heap) {

  private static final String SMALL = "128m";

  /** Where the launching script keeps a class-data archive; children start in half the time. */
  private static final String ARCHIVE_PROPERTY = "conclave.archive";

  /** Children like this process, with a small heap. */
  public static ChildJvm likeThis(String mainClass) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ChildJvm(java, System.getProperty("java.class.path"), mainClass, SMALL);
  }

  /** With flags for many small JVMs on one machine: small heaps, few threads, a quick start. */
  public List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx" + heap, "-XX:TieredStopAtLevel=1"));
    String archive = System.getProperty(ARCHIVE_PROPERTY, "");
    if (!archive.isEmpty() && Files.isReadable(Path.of(archive))) {
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return command;
  }
}
