package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.multijvm.evidence.Folder;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What JUnit sees of a cluster in a field of the instance, and what it leaves behind. */
class LifecycleTest {

  private static final Path FOLDER = Path.of("target", "multi-jvm", "lifecycle");

  /** Fails before there is a behavior. */
  static final class Broken implements NodeGuardian {

    @Override
    public Behavior<?> create(NodeContext node) {
      throw new IllegalStateException("the database of " + node.name() + " is not there");
    }
  }

  /** Fails when there is a guardian already. */
  static final class NeverReady implements NodeGuardian {

    @Override
    public Behavior<?> create(NodeContext node) {
      return Behaviors.empty();
    }

    @Override
    public boolean ready(NodeContext node) {
      throw new IllegalStateException("the table of " + node.name() + " is not there");
    }
  }

  /** Belongs to a test. */
  class Inner implements NodeGuardian {

    @Override
    public Behavior<?> create(NodeContext node) {
      return Behaviors.empty();
    }
  }

  private static JvmCluster cluster() {
    return JvmCluster.of("lifecycle").nodes(1).config(Notebook.BINDING);
  }

  @AfterAll
  static void tidyUp() {
    for (String name : List.of("lifecycle", "lifecycle-2", "lifecycle-3")) {
      new Folder(FOLDER.resolveSibling(name)).delete();
    }
  }

  @Test
  void a_failure_keeps_logs_and_timeline_and_says_how_to_run_it_again() throws Exception {
    AssertionError failure = new AssertionError("as planned");
    JvmCluster failing = cluster().running(Notebook.class);
    failing.beforeEach(context(Optional.empty()));
    final long pid = failing.node(1).pid();
    failing.note("a word of the test");
    failing.afterEach(context(Optional.of(failure)));

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0].toString())
        .contains("logs of all nodes are kept in " + FOLDER.toAbsolutePath())
        .contains("mvn -pl multi-jvm-tests -am")
        .contains("-Dtest=conclave.multijvm.LifecycleTest#toString")
        .contains("-Dconclave.seed=" + failing.seed());
    assertThat(Files.readString(FOLDER.resolve("timeline.txt")))
        .containsSubsequence(
            "seed " + failing.seed(), "starts as process " + pid, "ready", "begin of planned")
        .containsSubsequence("a word of the test", "planned failed", "as planned", "kill -9");
    assertThat(FOLDER.resolve("n1.log")).exists();
    assertThat(FOLDER.resolve("n1")).doesNotExist();

    JvmCluster next = cluster().running(Broken.class);
    Throwable thrown = catchThrowable(() -> next.beforeEach(context(Optional.empty())));
    Path second = FOLDER.resolveSibling("lifecycle-2");
    assertThat(thrown)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("n1 ended before it was ready", "the database of n1 is not there");
    assertThat(thrown.getSuppressed()[0].toString()).contains(second.toAbsolutePath().toString());

    JvmCluster last = cluster().running(Notebook.class);
    last.beforeEach(context(Optional.empty()));
    Path third = FOLDER.resolveSibling("lifecycle-3");
    assertThat(third).exists();
    last.afterEach(context(Optional.empty()));
    assertThat(third).doesNotExist();
    assertThat(FOLDER).as("what the first one left").exists();
  }

  @Test
  void a_failure_of_what_is_for_all_tests_keeps_them_too() {
    String scenario = "lifecycle-of-all";
    JvmCluster failing =
        JvmCluster.of(scenario).nodes(1).config(Notebook.BINDING).running(Notebook.class);
    AssertionError failure = new AssertionError("in @AfterAll");
    failing.beforeAll(context(Optional.empty()));
    failing.afterAll(context(Optional.of(failure)));
    Path kept = FOLDER.resolveSibling(scenario).toAbsolutePath();
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0].toString()).contains("are kept in " + kept);
    assertThat(kept.resolve("timeline.txt")).content().contains("in @AfterAll", "kill -9");
    new Folder(kept).delete();
  }

  @Test
  void a_node_that_will_never_be_ready_ends_and_says_why() {
    String scenario = "lifecycle-never-ready";
    JvmCluster never =
        JvmCluster.of(scenario).nodes(1).config(Notebook.BINDING).running(NeverReady.class);
    assertThat(catchThrowable(() -> never.beforeEach(context(Optional.empty()))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("n1 ended before it was ready", "the table of n1 is not there");
    new Folder(FOLDER.resolveSibling(scenario).toAbsolutePath()).delete();
  }

  @Test
  void what_was_declared_wrongly_is_said_with_its_cure() {
    assertThat(catchThrowable(() -> cluster().beforeEach(context(Optional.empty()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("n1 of lifecycle", "Cure: .running(");
    assertThat(catchThrowable(() -> cluster().node(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("has not begun", "@RegisterExtension");
    assertThat(catchThrowable(() -> JvmCluster.of("../escape")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(catchThrowable(() -> cluster().running(Inner.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("LifecycleTest$Inner cannot be made", "Cure: ");
    assertThat(catchThrowable(() -> cluster().running("n1", NodeGuardian.class)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(catchThrowable(() -> cluster().nodes(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As much of JUnit's context as is looked at. */
  private static ExtensionContext context(Optional<Throwable> failure) {
    return (ExtensionContext)
        Proxy.newProxyInstance(
            LifecycleTest.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getDisplayName", "getUniqueId" -> "planned";
                  case "getExecutionException" -> failure;
                  case "getRequiredTestClass" -> LifecycleTest.class;
                  case "getTestMethod" -> Optional.of(Object.class.getMethod("toString"));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
