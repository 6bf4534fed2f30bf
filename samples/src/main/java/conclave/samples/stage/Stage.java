package conclave.samples.stage;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.CannotStart;
import conclave.node.ClusterServices;
import conclave.node.HostPort;
import conclave.node.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes in this JVM with their data in a temporary folder, and what happens on them as lines on
 * standard output. For the main thread of a lesson, which may wait; actors never do.
 *
 * <p>Ends by {@link #close} or by Ctrl-C; either stops all nodes and deletes the folder.
 *
 * @param <E> what happens in the lesson; as text it is the line that is printed
 */
public final class Stage<E> implements AutoCloseable {

  private static final Logger LINES = LoggerFactory.getLogger("conclave.samples");
  private static final String SYSTEM = "samples";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MOST_EVENTS = 5_000;

  private final Path folder;
  private final Map<String, ActorSystem<?>> nodes = new LinkedHashMap<>();
  private final BlockingQueue<E> news = new LinkedBlockingQueue<>(MOST_EVENTS);
  private final Queue<E> heard = new ConcurrentLinkedQueue<>();
  private final Thread atCtrlC = new Thread(this::endWell, "conclave-samples-stop");
  private Runnable last = () -> {};
  private boolean closed;

  public Stage() {
    try {
      folder = Files.createTempDirectory("conclave-samples-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder: " + e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(atCtrlC);
  }

  /** Where the lesson may keep what it likes until its end. */
  public Path folder() {
    return folder;
  }

  /** Does that once all nodes have stopped, before the folder is deleted. */
  public void atTheEnd(Runnable action) {
    last = action;
  }

  /** The seats of n1, n2 and n3, at ports that are free now. */
  public static SortedMap<String, Seats.Seat> threeSeats() {
    return Seats.among(freePorts(3));
  }

  /** A port that is free now. */
  public static int freePort() {
    return freePorts(1).get(0);
  }

  private static List<Integer> freePorts(int count) {
    try {
      return Ports.free(Seats.HOST, count);
    } catch (IOException e) {
      throw new UncheckedIOException("no free port: " + e.getMessage(), e);
    }
  }

  /**
   * Starts the ActorSystem of a node; the three form a cluster as soon as all of them are there.
   *
   * @param guardian gets the node by {@link ClusterServices#get}
   * @return the guardian, which is told what the lesson likes
   * @throws CannotStart for a port that is taken, or data of another node
   */
  public synchronized <T> ActorSystem<T> start(Seats.Seat seat, Behavior<T> guardian) {
    Ports.requireFree(new HostPort(Seats.HOST, seat.port()), "--port");
    int httpPort = freePort();
    ActorSystem<T> node = ActorSystem.create(ifItStarts(guardian), SYSTEM, config(seat, httpPort));
    ClusterServices.get(node);
    nodes.put(seat.name(), node);
    say(
        "%s listens on port %d, process %d; its status page is http://%s:%d"
            .formatted(
                seat.name(), seat.port(), ProcessHandle.current().pid(), Seats.HOST, httpPort));
    return node;
  }

  /** A node that cannot start has no guardian; the main thread says why. */
  private static <T> Behavior<T> ifItStarts(Behavior<T> guardian) {
    return Behaviors.setup(
        context -> {
          try {
            ClusterServices.get(context.getSystem());
            return guardian;
          } catch (CannotStart toldByTheMainThread) {
            return Behaviors.stopped();
          }
        });
  }

  /** What an application has in its application.conf. */
  private Config config(Seats.Seat seat, int httpPort) {
    return ConfigFactory.parseString(
            """
            include classpath("conclave-akka.conf")
            akka.remote.artery.canonical { hostname = "%s", port = %d }
            conclave.node { name = %s, data-dir = "%s", peers = ["%s"] }
            conclave.http { enabled = on, port = %d }
            akka.log-dead-letters = off
            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            akka.jvm-shutdown-hooks = off
            """
                .formatted(
                    Seats.HOST,
                    seat.port(),
                    seat.name(),
                    seat.data().orElse(folder.resolve(seat.name())),
                    String.join("\", \"", seat.peers()),
                    httpPort))
        .withFallback(ConfigFactory.load());
  }

  /** Stops a node, as SIGTERM does, and waits until it has ended. */
  public synchronized void stop(String name) {
    ended(nodes.remove(name)).toCompletableFuture().join();
  }

  /** Completes when the node has ended, well or not. */
  private CompletionStage<?> ended(ActorSystem<?> node) {
    ClusterServices services = ClusterServices.get(node);
    node.terminate();
    return services
        .whenStopped()
        .exceptionally(
            failed -> {
              say("a node did not end as it should: " + failed.getMessage());
              return Done.getInstance();
            });
  }

  /** Hears what happens on one node, and prints it; to be spawned there. */
  public Behavior<E> audience() {
    return Behaviors.receiveMessage(
        event -> {
          say(event.toString());
          if (news.remainingCapacity() > 0) {
            heard.add(event); // before: who awaits it finds it among all that was heard
            news.offer(event);
          }
          return Behaviors.same();
        });
  }

  /** All events of that kind so far. */
  public <T extends E> Stream<T> heard(Class<T> kind) {
    return heard.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Prints a line. */
  public void say(String line) {
    LINES.info(line);
  }

  /**
   * Waits until that happens; what happened before it is past by then.
   *
   * @throws IllegalStateException when it does not happen for a while in which {@value
   *     #MOST_EVENTS} other things do, or nothing for a minute
   */
  public <T extends E> T await(Class<T> kind, Predicate<T> wanted) {
    for (int i = 0; i < MOST_EVENTS; i++) {
      E event = next(kind);
      if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
        return kind.cast(event);
      }
    }
    throw new IllegalStateException(
        "%d things happened, and none was the awaited %s"
            .formatted(MOST_EVENTS, kind.getSimpleName()));
  }

  private E next(Class<?> awaited) {
    String what = awaited.getSimpleName();
    try {
      E event = news.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (event == null) {
        throw new IllegalStateException(
            "nothing happened for %d s, awaited was: %s".formatted(PATIENCE.toSeconds(), what));
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    }
  }

  /** Waits for Ctrl-C, for ever. */
  public int untilCtrlC() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<? extends CompletionStage<?>> ends = nodes.values().stream().map(this::ended).toList();
    ends.forEach(end -> end.toCompletableFuture().join());
    last.run();
    delete();
  }

  /** A process that was asked to end, and does, ends with 0; the JVM would say 130 or 143. */
  private void endWell() {
    if (!closed) {
      Lesson.isBeingEnded();
      close();
      Runtime.getRuntime().halt(0);
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
