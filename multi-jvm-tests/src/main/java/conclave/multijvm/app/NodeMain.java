package conclave.multijvm.app;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.multijvm.NodeGuardian;
import conclave.multijvm.Task;
import conclave.multijvm.control.NodeSide;
import conclave.multijvm.control.Wire;
import conclave.node.ClusterServices;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A node's process: reads what it is, calls the test, starts the ActorSystem with the guardian of
 * the scenario, and does what the test says until one of them ends.
 */
public final class NodeMain {

  private static final int ORPHANED = 3;
  private static final int NEVER_READY = 5;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final long LOOK_MILLIS = 20;

  private NodeMain() {}

  /** Takes no arguments; a {@link Boot} comes through the standard input. */
  public static void main(String[] arguments) throws Exception {
    Boot boot = (Boot) Wire.value(Wire.read(System.in, Wire.MAX_FRAME));
    haltAtEndOf(System.in);
    Files.createDirectories(java.nio.file.Path.of(boot.self().directory()));
    LiveNode node = new LiveNode(boot);
    NodeSide test =
        NodeSide.connect(boot.scenario().test(), node.name(), boot.life(), task -> run(node, task));
    node.calls(test);
    test.serve(() -> Runtime.getRuntime().halt(ORPHANED));
    NodeGuardian guardian = guardian(boot.self().guardian());
    ActorSystem<Object> system =
        ActorSystem.create(guarded(node, guardian), boot.scenario().system(), Settings.of(boot));
    system.getWhenTerminated().thenRun(NodeMain::exit);
    try {
      awaitReady(node, guardian);
      if (boot.scenario().conclave()) {
        // Until the test loses patience: it says so with this log, which says what is waited for.
        ClusterServices.get(system).whenReady(LONGEST).toCompletableFuture().join();
      }
      test.ready();
    } catch (Throwable failure) {
      system.log().error("{} will never be ready", node.name(), failure);
      Runtime.getRuntime().halt(NEVER_READY); // the ActorSystem would live on
    }
  }

  private static Behavior<Object> guarded(LiveNode node, NodeGuardian guardian) {
    return Behaviors.setup(
        context -> {
          node.livesIn(context.getSystem());
          Behavior<Object> behavior = untyped(guardian.create(node));
          node.hasGuardian();
          return behavior;
        });
  }

  /** The type of its messages is between the guardian and those who send to it. */
  @SuppressWarnings("unchecked")
  private static Behavior<Object> untyped(Behavior<?> behavior) {
    return (Behavior<Object>) behavior;
  }

  private static NodeGuardian guardian(String name) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (NodeGuardian) constructor.newInstance();
  }

  private static Object run(LiveNode node, Object task) throws Exception {
    if (!node.started()) {
      throw new IllegalStateException(node.name() + " has no ActorSystem yet");
    }
    if (task instanceof Task.Step step) {
      step.run(node);
      return null;
    }
    return ((Task<?>) task).run(node);
  }

  private static void awaitReady(LiveNode node, NodeGuardian guardian) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (!(node.started() && guardian.ready(node))) {
      never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** On a thread of its own: a dispatcher that is being shut down must not wait for hooks. */
  private static void exit() {
    Thread exit = new Thread(() -> System.exit(0), "multijvm-exit");
    exit.setDaemon(true);
    exit.start();
  }

  /** A test that dies, even by SIGKILL, closes the pipe; no node outlives it. */
  private static void haltAtEndOf(InputStream pipe) {
    Thread watch =
        new Thread(
            () -> {
              int status = ORPHANED;
              try {
                while (pipe.read() >= 0) {
                  status = ORPHANED; // only the end matters
                }
              } catch (IOException e) {
                status = ORPHANED + 1;
              }
              Runtime.getRuntime().halt(status);
            },
            "multijvm-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
