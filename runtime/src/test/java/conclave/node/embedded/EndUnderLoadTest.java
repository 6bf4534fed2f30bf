package conclave.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import conclave.async.Async;
import conclave.async.AsyncMap;
import conclave.map.ReplicatedMap.Found;
import conclave.map.ReplicatedMap.Rejected;
import conclave.map.ReplicatedMap.Reply;
import conclave.map.ReplicatedMap.Written;
import conclave.node.ClusterServices;
import conclave.replica.kit.ClusterKit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of three applications is ended in turn while it writes, and starts again on its data. */
class EndUnderLoadTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int SIZE = 3;
  private static final int WRITERS = 16;
  private static final int ENOUGH = 100;

  @TempDir private Path temp;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger others = new AtomicInteger();
  private final AtomicInteger keys = new AtomicInteger();

  @Test
  void whatWasAcknowledgedIsThereAfterEveryNodeWasEndedUnderLoad() {
    try (Embedded applications = new Embedded(temp, SIZE)) {
      List<ActorSystem<Void>> systems = new ArrayList<>();
      for (int i = 0; i < SIZE; i++) {
        systems.add(applications.system(i));
        ClusterServices.get(systems.get(i));
      }
      for (int i = 0; i < SIZE; i++) {
        ready(systems.get(i));
        endUnderLoad(systems.get(i));
        systems.set(i, applications.system(i));
        ready(systems.get(i));
      }
      AsyncMap map = map(systems.get(0));
      for (String key : acknowledged) {
        assertThat(Embedded.await(map.get(key, WITHIN))).as(key).isInstanceOf(Found.class);
      }
      System.out.printf(
          "%d nodes ended while %d writers wrote: %d acknowledged and read back, %d rejected or"
              + " unknown%n",
          SIZE, WRITERS, acknowledged.size(), others.get());
      assertThat(acknowledged).hasSizeGreaterThan(SIZE * ENOUGH);
      assertThat(others).hasPositiveValue();
    }
  }

  private static ClusterServices ready(ActorSystem<?> system) {
    ClusterServices services = ClusterServices.get(system);
    Embedded.await(services.whenReady(WITHIN));
    return services;
  }

  private static AsyncMap map(ActorSystem<?> system) {
    return Async.of(system, ClusterServices.get(system)).map("load");
  }

  /** Every writer gets an answer to its last write, though nobody is there any more. */
  private void endUnderLoad(ActorSystem<Void> system) {
    AsyncMap map = map(system);
    int before = acknowledged.size();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    for (int i = 0; i < WRITERS; i++) {
      write(map, writing);
    }
    ClusterKit.await("load", () -> acknowledged.size() > before + ENOUGH);
    Embedded.stop(system);
    ClusterKit.await("the last answer", () -> writing.get() == 0);
    assertThat(Embedded.await(map.get("k", WITHIN))).isInstanceOf(Rejected.class);
  }

  private void write(AsyncMap map, AtomicInteger writing) {
    String key = "key-" + keys.incrementAndGet();
    map.put(key, key.getBytes(StandardCharsets.UTF_8), WITHIN)
        .whenComplete((reply, failed) -> answered(new Write(map, writing, key), reply));
  }

  private record Write(AsyncMap map, AtomicInteger writing, String key) {}

  private void answered(Write write, Reply reply) {
    if (reply instanceof Written) {
      acknowledged.add(write.key());
      write(write.map(), write.writing());
    } else {
      others.incrementAndGet();
      write.writing().decrementAndGet();
    }
  }
}
