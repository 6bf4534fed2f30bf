package conclave.multijvm.process;

import conclave.multijvm.evidence.Folder;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An archive of the classes that a node loads, as this very Java maps them into memory: with it a
 * node starts in half the time. Made once for a class path, by a rehearsal and a dump of some
 * seconds, and kept below {@code target}. Without it everything works, only slower.
 *
 * <p>Only jars can be in it. A JVM takes it when its class path begins with these jars, so folders
 * of classes move behind them.
 */
final class ClassArchive {

  private static final Path FOLDER = Path.of("target", "multi-jvm", ".classes");

  /** A node of a guardian's, and one of the command line. */
  private static final List<String> REHEARSALS =
      List.of("conclave.multijvm.app.Rehearsal", "conclave.cli.Main");

  /** On a machine that is too busy for a rehearsal, nodes start without. */
  private static final long MOST_SECONDS = 120;

  private static final Pattern NUMBER = Pattern.compile(" id: \\d+$");

  /** {@code off} for none. */
  private static final String SWITCH = "conclave.multijvm.archive";

  private final Path file;
  private final String classPath;

  private ClassArchive(Path file, String classPath) {
    this.file = file;
    this.classPath = classPath;
  }

  /** That of this class path, made if there is none yet; empty when it cannot be made. */
  static synchronized Optional<ClassArchive> cached() {
    if ("off".equals(System.getProperty(SWITCH))) {
      return Optional.empty();
    }
    List<Path> jars = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isRegularFile(path)) {
        jars.add(path);
      } else if (Files.isDirectory(path)) {
        folders.add(path);
      }
    }
    try {
      Files.createDirectories(FOLDER);
      Path file = FOLDER.resolve(Fingerprint.of(jars) + ".jsa").toAbsolutePath();
      String first = joined(jars);
      folders.addAll(0, jars);
      ClassArchive archive = new ClassArchive(file, joined(folders));
      return archive.made(first) ? Optional.of(archive) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // a folder that cannot be written to: nodes start without
    }
  }

  /** The same command with this archive. */
  JavaCommand speedUp(JavaCommand plain) {
    return plain.with(JavaCommand.ARCHIVE + file, classPath);
  }

  /** One process makes it, and others wait for it. A second attempt would fail like the first. */
  private boolean made(String jars) throws IOException {
    Path tried = Path.of(file + ".tried");
    try (FileChannel channel =
            FileChannel.open(
                Path.of(file + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!Files.exists(tried) && lock.isValid()) {
        dropOthers();
        Path scratch = Files.createTempDirectory("multijvm-rehearsal-");
        try {
          make(jars, scratch);
        } finally {
          new Folder(scratch).delete();
        }
        // Not before: a JVM that is killed meanwhile, or interrupted, has not tried.
        if (Files.exists(file) || !Thread.currentThread().isInterrupted()) {
          Files.createFile(tried);
        }
      }
    }
    return Files.isReadable(file);
  }

  /** Those of class paths that are no more; whoever has one mapped keeps it. */
  private static void dropOthers() throws IOException {
    try (Stream<Path> archives = Files.list(FOLDER)) {
      for (Path old : archives.filter(file -> !file.toString().endsWith(".lock")).toList()) {
        Files.deleteIfExists(old);
      }
    }
  }

  private void make(String jars, Path scratch) throws IOException {
    Set<String> classes = new LinkedHashSet<>();
    JavaCommand plain = JavaCommand.plain("256m", List.of(NodeLog.flagOfTheKit()));
    for (int i = 0; i < REHEARSALS.size(); i++) {
      Path list = scratch.resolve(i + ".list");
      JavaCommand listing = plain.with("-XX:DumpLoadedClassList=" + list, classPath);
      List<String> arguments =
          i == 0 ? List.of() : List.of("rehearse", scratch.resolve("data").toString());
      if (!succeeds(listing.running(REHEARSALS.get(i), arguments))) {
        return;
      }
      // Newer JVMs number the classes, each list from 1.
      Files.readAllLines(list).forEach(line -> classes.add(NUMBER.matcher(line).replaceFirst("")));
    }
    Path all = Files.write(scratch.resolve("all.list"), classes);
    Path dump = Path.of(file + ".dump");
    List<String> command = new ArrayList<>(List.of(plain.java()));
    command.addAll(plain.flags());
    command.addAll(
        List.of(
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + all,
            "-XX:SharedArchiveFile=" + dump,
            "-cp",
            jars));
    if (succeeds(command)) {
      Files.move(dump, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private boolean succeeds(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(Path.of(file + ".log").toFile()))
            .start();
    Children.add(process);
    try {
      if (process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return false;
  }

  private static String joined(List<Path> entries) {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }
}
