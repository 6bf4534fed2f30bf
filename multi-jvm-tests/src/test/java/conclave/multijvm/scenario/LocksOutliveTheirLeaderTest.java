package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.history.model.LockCall;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockResult;
import conclave.history.model.LockResult.Denied;
import conclave.history.model.LockResult.Done;
import conclave.history.model.LockResult.Granted;
import conclave.history.model.LockResult.NotHeld;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.HttpLocks;
import conclave.multijvm.load.HttpLocks.Terms;
import conclave.multijvm.load.LockLoad;
import conclave.multijvm.load.RecordedLocks;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Locks over HTTP while the leader of their group is killed, and after all nodes were. */
@ExtendWith(Clusters.class)
class LocksOutliveTheirLeaderTest {

  private static final Duration TTL = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration LOAD_WAIT = Duration.ofSeconds(2);
  private static final int CALLERS = 6;
  private static final int HELD = 20;

  private final HttpLocks locks = new HttpLocks();

  @Test
  void nobody_holds_what_another_holds_and_nobody_waits_for_ever(ClusterProcesses cluster) {
    RecordedLocks recorded = new RecordedLocks();
    int kills = Clusters.rounds(2);
    int underWay = 0;
    long last = 0;
    try (LockLoad load =
        LockLoad.start(
            cluster.nodes(),
            recorded,
            new LockLoad.Setup("leader-killed", CALLERS, LOAD_WAIT, TIMEOUT, 17))) {
      for (int round = 0; round < kills; round++) {
        underWay += awaitUnderWay(load);
        long next = killTheLeader(cluster, "steady-" + round);
        assertThat(next).as("tokens grow over leaders").isGreaterThan(last);
        last = next;
      }
    }
    System.out.printf(
        "locks outlive their leader: %d kills with %d requests under way; %d grants to %d callers,"
            + " %d done, %d refused, %d unknown; the last token was %d%n",
        kills,
        underWay,
        recorded.granted(),
        CALLERS,
        recorded.count(Kind.DONE),
        recorded.count(Kind.REFUSED),
        recorded.count(Kind.UNKNOWN),
        last);
    assertThat(recorded.verdict().linearizable()).as("%s", recorded.verdict()).isTrue();
    assertThat(recorded.granted()).as("grants").isGreaterThan(20 * kills);
  }

  private static int awaitUnderWay(LockLoad load) {
    return Patience.seconds(30)
        .until(
            "requests under way", () -> Optional.of(load.underWay()).filter(n -> n >= CALLERS / 2));
  }

  /**
   * A lock is held and waited for at nodes that live on: the holder keeps it over the kill, and who
   * waits has it once it is given back.
   *
   * @return the token of who waited
   */
  private long killTheLeader(ClusterProcesses cluster, String lock) {
    Leader leader = cluster.awaitLeader(ClusterProcesses.CONTROL, cluster.nodes(), Clusters.START);
    List<NodeProcess> others = cluster.others(leader.node());
    long token = mustTake(others.get(0), lock, "holder");
    CompletableFuture<ServiceAnswer<LockResult>> waiting =
        CompletableFuture.supplyAsync(
            () -> locks.ask(others.get(1), new Acquire(lock, "waiter"), terms(WAIT)));
    awaitWaiter(others.get(0), lock);
    leader.node().kill();
    assertThat(until(others.get(1), new Renew(lock, "holder", token))).isInstanceOf(Done.class);
    until(others.get(0), new Release(lock, "holder", token));
    long next = token(waiting.join());
    assertThat(next).isGreaterThan(token);
    leader.node().start();
    cluster.awaitReady(leader.node(), Clusters.START);
    return next;
  }

  private static void awaitWaiter(NodeProcess node, String lock) {
    Patience.seconds(30)
        .until(
            "somebody waits for " + lock,
            () -> Optional.ofNullable(held(node).get(lock)).filter(l -> waiters(l) == 1));
  }

  private static int waiters(JsonNode lock) {
    return lock.path("waiters").asInt();
  }

  /** By name. */
  private static Map<String, JsonNode> held(NodeProcess node) throws IOException {
    Map<String, JsonNode> held = new TreeMap<>();
    node.api().get("/api/v1/locks").json().forEach(l -> held.put(l.path("name").asText(), l));
    return held;
  }

  private static Terms terms(Duration wait) {
    return new Terms(TTL, wait, TIMEOUT);
  }

  /** What is unknown or refused is asked again: each of these requests is harmless to repeat. */
  private LockResult until(NodeProcess node, LockCall call) {
    return Patience.seconds(60)
        .until(
            call + " at " + node.name(),
            () ->
                locks.ask(node, call, terms(Duration.ZERO))
                        instanceof ServiceAnswer.Done<LockResult> done
                    ? Optional.of(done.result())
                    : Optional.empty());
  }

  private long mustTake(NodeProcess node, String lock, String owner) {
    return ((Granted) until(node, new Acquire(lock, owner))).token();
  }

  private static long token(ServiceAnswer<LockResult> answer) {
    assertThat(answer).isInstanceOf(ServiceAnswer.Done.class);
    return ((Granted) ((ServiceAnswer.Done<LockResult>) answer).result()).token();
  }

  @Test
  void held_locks_and_tokens_survive_the_death_of_all_nodes(ClusterProcesses cluster) {
    List<NodeProcess> nodes = cluster.nodes();
    Map<String, Long> tokens = new TreeMap<>();
    for (int i = 0; i < HELD; i++) {
      tokens.put("kept-" + i, mustTake(nodes.get(i % nodes.size()), "kept-" + i, "keeper"));
    }
    nodes.forEach(NodeProcess::kill);
    nodes.forEach(NodeProcess::start);
    cluster.awaitReady(Clusters.START);
    long greatest = tokens.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    nodes.forEach(node -> requireHeld(node, tokens));
    tokens.forEach((lock, token) -> requireKept(nodes, lock, token));
    long next = mustTake(nodes.get(0), "kept-0", "somebody else");
    System.out.printf(
        "locks survive the death of all nodes: %d held, tokens up to %d; the next one was %d%n",
        tokens.size(), greatest, next);
    assertThat(next).isGreaterThan(greatest);
    until(nodes.get(0), new Release("kept-0", "somebody else", next));
  }

  private static void requireHeld(NodeProcess node, Map<String, Long> tokens) {
    Map<String, JsonNode> held =
        Patience.seconds(60).until("locks at " + node.name(), () -> Optional.of(held(node)));
    tokens.forEach(
        (lock, token) -> {
          assertThat(held).as("at %s", node.name()).containsKey(lock);
          assertThat(held.get(lock).path("fencingToken").asLong()).isEqualTo(token);
          assertThat(held.get(lock).path("owner").asText()).isEqualTo("keeper");
        });
  }

  private void requireKept(List<NodeProcess> nodes, String lock, long token) {
    NodeProcess node = nodes.get(lock.hashCode() & 1);
    assertThat(until(node, new Acquire(lock, "thief"))).isInstanceOf(Denied.class);
    assertThat(until(node, new Renew(lock, "keeper", token))).isInstanceOf(Done.class);
    until(node, new Release(lock, "keeper", token));
    assertThat(until(node, new Renew(lock, "keeper", token))).isInstanceOf(NotHeld.class);
  }
}
