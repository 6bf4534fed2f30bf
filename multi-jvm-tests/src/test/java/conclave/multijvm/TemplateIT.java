package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.house.Repository;
import conclave.multijvm.evidence.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A project outside this tree, made from the template, uses nothing but the artifacts that were
 * just built: its scenario runs, and finds the bug that is planted in its own actor. Runs after the
 * jars are made; Maven says where it and its repository are.
 */
@Tag("artifacts")
class TemplateIT {

  private static final Path TEMPLATE = Path.of("multi-jvm-tests", "template");
  private static final Path MAVEN = Path.of(System.getProperty("conclave.maven.home", ""));
  private static final Path DOWNLOADED =
      Path.of(System.getProperty("conclave.maven.repository", ""));
  private static final String VERSION = System.getProperty("conclave.version");

  /** Folders of our modules, and what else than the jar of its main code each publishes. */
  private static final List<Module> MODULES =
      List.of(
          new Module("actors", "conclave-actors", true),
          new Module("sharding", "conclave-sharding", false),
          new Module("runtime", "conclave-runtime", false),
          new Module("multi-jvm-tests", "conclave-multi-jvm", false));

  private Path temp;

  private record Module(String folder, String artifact, boolean testJar) {}

  private record Run(int status, String said) {}

  @BeforeEach
  void outside() throws IOException {
    temp = Files.createTempDirectory("conclave-template-");
  }

  /** Links are deleted, what they lead to is not. */
  @AfterEach
  void gone() {
    new Folder(temp).delete();
  }

  @Test
  void a_project_of_ones_own_runs_a_scenario_and_finds_its_bug() throws Exception {
    Path repository = repository();
    Path project = project();

    Run well = maven(project, repository);
    assertThat(well.status()).as(well.said()).isZero();
    assertThat(well.said()).contains("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0");
    assertThat(project.resolve("target/multi-jvm/register")).doesNotExist();

    Run planted =
        maven(
            project,
            repository,
            "-Dtest=RegisterTest#every_read_sees_the_last_write",
            "-Dregister.hasty=true",
            "-Dconclave.seed=7");
    assertThat(planted.status()).as(planted.said()).isNotZero();
    assertThat(planted.said())
        .contains("VIOLATION of text", "all can be explained until this answer")
        .contains("timeline and logs of all nodes are kept in")
        .contains("mvn test -Dtest=register.RegisterTest#every_read_sees_the_last_write")
        .contains("-Dconclave.seed=7");
    Path kept = project.resolve("target/multi-jvm/register");
    assertThat(kept.resolve("timeline.txt"))
        .content()
        .contains("scenario register, seed 7", "n1         ready", "n3         kill -9", "failed");
    assertThat(kept.resolve("n3.log")).isNotEmptyFile();
    System.out.println("template: 3 tests passed; " + violation(planted.said()));
  }

  private static String violation(String said) {
    return said.lines()
        .dropWhile(line -> !line.contains("all can be explained until"))
        .skip(1)
        .findFirst()
        .orElseThrow()
        .strip();
  }

  private Path project() throws IOException {
    Path project = temp.resolve("register");
    Repository here = Repository.here();
    for (Path file : here.files()) {
      if (file.startsWith(TEMPLATE)) {
        Path copy = project.resolve(TEMPLATE.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(here.root().resolve(file), copy);
      }
    }
    return project;
  }

  /** A local repository: our artifacts as files, and links to all that was downloaded before. */
  private Path repository() throws IOException {
    Path repository = Files.createDirectory(temp.resolve("repository"));
    link(DOWNLOADED, repository, "dev");
    Path dev = Files.createDirectory(repository.resolve("dev"));
    link(DOWNLOADED.resolve("dev"), dev, "conclave");
    Path root = Repository.here().root();
    Path conclave = Files.createDirectory(dev.resolve("conclave"));
    publish(root.resolve("pom.xml"), conclave, "conclave", ".pom");
    for (Module module : MODULES) {
      Path folder = root.resolve(module.folder());
      String jar = "target/%s-%s".formatted(module.artifact(), VERSION);
      publish(folder.resolve("pom.xml"), conclave, module.artifact(), ".pom");
      publish(folder.resolve(jar + ".jar"), conclave, module.artifact(), ".jar");
      if (module.testJar()) {
        Path tests = folder.resolve(jar + "-tests.jar");
        requireNoSettings(tests);
        publish(tests, conclave, module.artifact(), "-tests.jar");
      }
    }
    return repository;
  }

  /** Whoever has the jar on the class path is not to log, and not to test, as we do. */
  private static void requireNoSettings(Path jar) throws IOException {
    try (JarFile tests = new JarFile(jar.toFile())) {
      assertThat(tests.stream().map(JarEntry::getName))
          .contains("conclave/history/History.class")
          .doesNotContain("logback-test.xml", "junit-platform.properties");
    }
  }

  private static void link(Path from, Path to, String but) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(but)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry.toAbsolutePath());
        }
      }
    }
  }

  private static void publish(Path file, Path group, String artifact, String ending)
      throws IOException {
    Path folder = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
    Files.copy(file, folder.resolve("%s-%s%s".formatted(artifact, VERSION, ending)));
  }

  private static Run maven(Path project, Path repository, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(MAVEN.resolve("bin").resolve("mvn").toString());
    command.addAll(List.of("-B", "-o", "-Dmaven.repo.local=" + repository, "test"));
    command.add("-Dconclave.multijvm.archive=off"); // for so few starts it does not pay
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("MAVEN_CMD_LINE_ARGS");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes());
    return new Run(process.waitFor(), said);
  }
}
