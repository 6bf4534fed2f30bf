package conclave.multijvm.scenario.upgrade;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conclave.house.Repository;
import conclave.multijvm.evidence.Folder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an earlier commit runs on, built in a worktree of its own in a temporary folder, so that
 * nothing of the present build is touched. Where that cannot be, the test is skipped with a
 * sentence.
 */
final class FormerBuild implements AutoCloseable {

  private static final long MOST_MINUTES = 30;
  private static final String LIBRARIES = "runtime/target/lib";
  private static final List<String> HEAD = List.of("git", "rev-parse", "--short", "HEAD");

  private final Path checkout;
  private final String revision;
  private final boolean own;

  /** What a command said, both streams. */
  private record Run(int status, String said) {

    String lastLine() {
      return said.lines().reduce("it said nothing", (former, line) -> line);
    }
  }

  private FormerBuild(Path checkout, String revision, boolean own) {
    this.checkout = checkout;
    this.revision = revision;
    this.own = own;
  }

  /**
   * Builds it.
   *
   * @param revision as git takes it; or the folder of a checkout that is built already, and is left
   *     alone
   */
  static FormerBuild of(String revision) throws IOException, InterruptedException {
    if (Files.isDirectory(Path.of(revision, LIBRARIES))) {
      Path checkout = Path.of(revision);
      return new FormerBuild(checkout, run(checkout, HEAD).lastLine().strip(), false);
    }
    Path root = Repository.here().root();
    Run known = run(root, List.of("git", "rev-parse", "--short", revision + "^{commit}"));
    assumeTrue(
        known.status() == 0,
        () ->
            "no upgrade from %s: git knows no such commit in %s (%s)"
                .formatted(revision, root, known.lastLine()));
    Path folder = Files.createTempDirectory("conclave-upgrade-");
    FormerBuild build = new FormerBuild(folder.resolve("checkout"), known.lastLine().strip(), true);
    try {
      build.make(root);
      return build;
    } catch (IOException | InterruptedException | RuntimeException e) {
      build.close();
      throw e;
    }
  }

  private void make(Path root) throws IOException, InterruptedException {
    Run added =
        run(root, List.of("git", "worktree", "add", "--detach", checkout.toString(), revision));
    assumeTrue(
        added.status() == 0, () -> "no upgrade from %s: %s".formatted(revision, added.lastLine()));
    Run built = run(checkout, maven("-o"));
    Run online = built.status() == 0 ? built : run(checkout, maven());
    assumeTrue(
        online.status() == 0,
        () ->
            "no upgrade from %s: Maven cannot build it, offline or online: %s"
                .formatted(revision, firstError(online)));
  }

  private static List<String> maven(String... more) {
    String home =
        System.getProperty("conclave.maven.home", System.getenv().getOrDefault("MAVEN_HOME", ""));
    List<String> command = new ArrayList<>();
    command.add(home.isEmpty() ? "mvn" : Path.of(home, "bin", "mvn").toString());
    command.addAll(List.of(more));
    command.addAll(
        List.of("-B", "-q", "-pl", "runtime", "-am", "-DskipTests", "-Dspotless.check.skip=true"));
    command.add("package");
    return command;
  }

  private static String firstError(Run run) {
    return run.said()
        .lines()
        .filter(line -> line.contains("ERROR"))
        .findFirst()
        .orElse(run.lastLine());
  }

  private static Run run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("conclave-upgrade-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Run(-1, "it took longer than %d minutes".formatted(MOST_MINUTES));
      }
      return new Run(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Run(-1, e.getMessage());
    } finally {
      Files.delete(output);
    }
  }

  /** The short name of the commit. */
  String revision() {
    return revision;
  }

  /** All that a node of it needs. */
  String classPath() throws IOException {
    List<String> jars = new ArrayList<>();
    Path target = checkout.resolve("runtime").resolve("target");
    for (Path folder : List.of(target, target.resolve("lib"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().forEach(jars::add);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  @Override
  public void close() {
    if (!own) {
      return;
    }
    new Folder(checkout.getParent()).delete();
    try {
      run(Repository.here().root(), List.of("git", "worktree", "prune"));
    } catch (IOException e) {
      throw new AssertionError("the worktree is still known to git: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
