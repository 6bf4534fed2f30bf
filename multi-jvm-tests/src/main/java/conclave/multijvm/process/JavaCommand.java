package conclave.multijvm.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The java that runs this test, its class path, and the flags of a child that is small and ready
 * soon.
 *
 * @param java the executable
 * @param classPath as this JVM was given it, or with its jars first when there is an archive
 * @param flags in front of the main class
 */
public record JavaCommand(String java, String classPath, List<String> flags) {

  /** Of the flag that names one. */
  static final String ARCHIVE = "-XX:SharedArchiveFile=";

  private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  public JavaCommand {
    flags = List.copyOf(flags);
  }

  /** Like this JVM, with that heap and further flags, as quick to start as can be. */
  public static JavaCommand likeThis(String heap, List<String> more) {
    JavaCommand plain = plain(heap, more);
    return ClassArchive.cached().map(archive -> archive.speedUp(plain)).orElse(plain);
  }

  /** The same without an archive of classes. */
  static JavaCommand plain(String heap, List<String> more) {
    List<String> flags = new ArrayList<>(SMALL);
    flags.add("-Xmx" + heap);
    if (Runtime.version().feature() >= 24) {
      flags.add(
          "--sun-misc-unsafe-memory-access=allow"); // Akka needs it, and each log would say so
    }
    flags.addAll(more);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new JavaCommand(java, System.getProperty("java.class.path"), flags);
  }

  /** With one flag more, and that class path. */
  JavaCommand with(String flag, String path) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new JavaCommand(java, path, more);
  }

  /** With the classes of another build, for which an archive of this one's is of no use. */
  public JavaCommand onClassPath(String other) {
    return new JavaCommand(
        java, other, flags.stream().filter(flag -> !flag.startsWith(ARCHIVE)).toList());
  }

  /** A tool beside the java executable. */
  String tool(String name) {
    return Path.of(java).resolveSibling(name).toString();
  }

  /** What to execute. */
  public List<String> running(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return command;
  }
}
