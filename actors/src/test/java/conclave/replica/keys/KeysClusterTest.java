package conclave.replica.keys;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.KeyTable;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.keys.KeyReply;
import conclave.machine.keys.KeyRetention;
import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Idempotency keys on three nodes over real links and files. */
class KeysClusterTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private ClusterKit cluster;

  private void start() throws Exception {
    cluster = ClusterKit.start(folder, ClusterKit.quick(64 << 10, 4 << 10));
    cluster.awaitLeader();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static Outcome<byte[]> ask(
      NodeKit node, java.util.function.Function<Gateway.Reply, Gateway.Command> question)
      throws Exception {
    CompletableFuture<Outcome<byte[]>> answer = new CompletableFuture<>();
    node.gateway().tell(question.apply(answer::complete));
    return answer.get(60, TimeUnit.SECONDS);
  }

  private static Outcome<byte[]> put(NodeKit node, String key, String value) throws Exception {
    byte[] command = new MapCommand.Put("m", "k", value.getBytes(), Condition.ANY).encode();
    return ask(
        node,
        reply ->
            new Gateway.Execute(MapTable.NAME, command, WITHIN, Optional.empty(), reply)
                .under(
                    Optional.of(
                        IdempotencyKey.of(List.of(key.getBytes()), List.of(value.getBytes())))));
  }

  private static long version(Outcome<byte[]> outcome) throws MalformedException {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    MapReply reply = MapReply.decode(((Outcome.Done<byte[]>) outcome).value());
    return ((MapReply.Written) reply).version();
  }

  /** How many answers that node's own replica keeps. */
  private static long kept(NodeKit node) {
    try {
      Outcome<byte[]> view =
          ask(node, reply -> new Gateway.Ask(KeyTable.NAME, new byte[0], false, WITHIN, reply));
      return view instanceof Outcome.Done<byte[]> done
          ? ((KeyReply.View) KeyReply.decode(done.value())).keys()
          : -1;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRequestIsAnsweredOnceThroughAnyNodeAndAfterAllHaveBeenDown() throws Exception {
    start();
    long first = version(put(cluster.nodes().get(0), "a", "1"));
    assertThat(version(put(cluster.nodes().get(1), "a", "1"))).isEqualTo(first);
    NodeKit leader = cluster.awaitLeader();
    cluster.terminate(leader);
    cluster.awaitLeader();
    NodeKit other = cluster.up().get(0);
    assertThat(version(put(other, "a", "1"))).isEqualTo(first);
    Outcome<byte[]> mistake = put(other, "a", "2");
    assertThat(((Outcome.Rejected<byte[]>) mistake).reason()).isEqualTo(Outcome.Reason.KEY_USED);
    cluster.up().forEach(cluster::terminate);
    for (NodeKit node : cluster.nodes()) {
      cluster.restart(node);
    }
    for (NodeKit node : cluster.nodes()) {
      assertThat(version(put(node, "a", "1"))).isEqualTo(first);
    }
    assertThat(version(put(other, "b", "1"))).isEqualTo(first + 1);
  }

  @Test
  void twoAtOnceAreOne() throws Exception {
    start();
    for (int i = 0; i < 20; i++) {
      String key = "both-" + i;
      CompletableFuture<Long> one = later(cluster.nodes().get(0), key);
      CompletableFuture<Long> other = later(cluster.nodes().get(1), key);
      assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(other.get(60, TimeUnit.SECONDS));
    }
  }

  private static CompletableFuture<Long> later(NodeKit node, String key) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return version(put(node, key, "v"));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void anAnswerThatIsOldEnoughIsForgottenAndNotEarlier() throws Exception {
    Duration retain = Duration.ofSeconds(1);
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.quick(64 << 10, 4 << 10),
            new KeyRetention.Settings(retain.toNanos(), Duration.ofMillis(200).toNanos()));
    cluster.awaitLeader();
    long begin = System.nanoTime();
    long first = versionNow("a");
    long[] last = {first};
    ClusterKit.await("a new beginning", () -> (last[0] = versionNow("a")) > first);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(retain.toNanos());
    for (NodeKit node : cluster.nodes()) {
      ClusterKit.await("nothing is kept at " + node.id(), () -> kept(node) == 0);
    }
  }

  private long versionNow(String key) {
    return later(cluster.nodes().get(1), key).join();
  }
}
