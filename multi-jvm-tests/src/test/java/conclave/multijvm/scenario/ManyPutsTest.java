package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.load.HttpMaps;
import conclave.multijvm.load.ServiceAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many writes over few keys: no error, and the memory they take does not grow with their number.
 */
class ManyPutsTest {

  private static final int CALLERS = 64;
  private static final int KEYS = 1_000;
  private static final int EARLY = 5_000;
  private static final int LATE = 20_000;
  private static final String VALUE = "v".repeat(256);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long MEGABYTE = 1_000_000;
  private static final long GROWTH = 10 * MEGABYTE;

  private final HttpMaps maps = new HttpMaps();
  private final AtomicInteger number = new AtomicInteger();

  @Test
  void there_is_no_error_and_the_heap_does_not_grow() throws Exception {
    try (ClusterProcesses cluster = Clusters.own("many-puts")) {
      List<NodeProcess> nodes = cluster.nodes();
      ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
      try {
        long begin = System.nanoTime();
        putUntil(EARLY, callers, nodes);
        List<Long> early = heaps(nodes);
        putUntil(LATE, callers, nodes);
        List<Long> late = heaps(nodes);
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        System.out.printf(
            "many puts: %d of %d bytes by %d callers in %d s, no error; live heap in kB"
                + " at %d puts %s, at %d puts %s%n",
            LATE, VALUE.length(), CALLERS, seconds, EARLY, kilo(early), LATE, kilo(late));
        for (int i = 0; i < nodes.size(); i++) {
          assertThat(late.get(i) - early.get(i))
              .as("growth of the live heap of %s in bytes", nodes.get(i).name())
              .isLessThan(GROWTH);
        }
      } finally {
        callers.shutdownNow();
      }
    }
  }

  private void putUntil(int total, ExecutorService callers, List<NodeProcess> nodes)
      throws InterruptedException, ExecutionException {
    List<Callable<Void>> work = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      NodeProcess node = nodes.get(caller % nodes.size());
      work.add(
          () -> {
            for (int i = number.getAndIncrement(); i < total; i = number.getAndIncrement()) {
              put(node, i);
            }
            return null;
          });
    }
    for (Future<Void> done : callers.invokeAll(work)) {
      done.get();
    }
    number.set(total);
  }

  private void put(NodeProcess node, int i) {
    Key key = new Key("many", "key-" + i % KEYS);
    assertThat(maps.ask(node, new Put(key, VALUE), TIMEOUT))
        .as("put %d at %s", i, node.name())
        .isInstanceOf(ServiceAnswer.Done.class);
  }

  private static List<Long> heaps(List<NodeProcess> nodes) {
    return nodes.stream().map(NodeProcess::liveHeapBytes).toList();
  }

  private static List<Long> kilo(List<Long> bytes) {
    return bytes.stream().map(one -> one / 1_000).toList();
  }
}
