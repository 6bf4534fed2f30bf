package conclave.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.MapModel;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.replica.apply.Feed;
import conclave.replica.gateway.Gateway;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.LoadClient;
import conclave.replica.kit.NodeKit;
import conclave.replica.peers.LocalActors;
import conclave.serialization.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** One test for each row of the table of {@code ReplicaSupervisor}: who dies, often, under load. */
@Tag("kills")
class KillUnderLoadTest {

  private static final int KILLS = 20;
  private static final int CLIENTS = 15;
  private static final int KEYS = 15;

  @TempDir private static Path folder;
  private static ClusterKit cluster;

  private LoadClient.Record record;
  private String row;
  private int kills;
  private int inFlight;
  private int fewestInFlight = Integer.MAX_VALUE;

  @BeforeAll
  static void start() throws Exception {
    cluster = ClusterKit.start(folder, ClusterKit.quick(256 << 10, 4 << 10));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void load(TestInfo info) {
    row = info.getTestMethod().orElseThrow().getName();
    record = new LoadClient.Record();
    cluster.awaitLeader();
    for (int i = 0; i < CLIENTS; i++) {
      NodeKit node = cluster.nodes().get(i % 3);
      String name = row + i;
      node.system()
          .systemActorOf(
              LoadClient.create(
                  new LoadClient.Setup(name, row, KEYS, padding(), node.map(), record)),
              name,
              Props.empty());
    }
    ClusterKit.await("load", () -> record.answered.get() > 50);
  }

  @AfterEach
  void check() {
    long before = record.answered.get();
    ClusterKit.await("answers after the last kill", () -> record.answered.get() > before + 50);
    record.stopping = true;
    ClusterKit.await("the clients' end", () -> record.inFlight.get() == 0);
    Verdict verdict = new Linearizability<>(new MapModel()).check(record.history);
    System.out.printf(
        "%s: %d kills, in flight at a kill %d on average and at least %d, %d answered, %d rejected,"
            + " %d unknown, %d retried, %s%n",
        row,
        kills,
        inFlight / Math.max(1, kills),
        fewestInFlight,
        record.answered.get(),
        record.rejected.get(),
        record.unknown.get(),
        record.retried.get(),
        verdict);
    assertThat(verdict.linearizable()).as(verdict.toString()).isTrue();
    assertThat(kills).isGreaterThanOrEqualTo(KILLS);
    assertThat(fewestInFlight).as("requests in flight at a kill").isPositive();
    cluster.nodes().forEach(node -> assertThat(node.fatal()).isEmpty());
  }

  /** A transfer shall have many parts. */
  private int padding() {
    return row.equals("catchup") ? 5_000 : 600;
  }

  private synchronized void killed(int underWay) {
    kills++;
    inFlight += underWay;
    fewestInFlight = Math.min(fewestInFlight, underWay);
  }

  /** Kills whoever is there, while requests are in flight; waits for the end of that life. */
  private void kill(NodeKit node, String path) {
    akka.actor.ActorRef[] life = {null};
    ClusterKit.await(path, () -> (life[0] = node.find(path).orElse(null)) != null);
    strike();
    life[0].tell(akka.actor.PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    ClusterKit.await(
        "the end of " + life[0].path(), () -> !Optional.of(life[0]).equals(node.find(path)));
  }

  /** Somebody dies next: waits until requests are in flight, and counts those. */
  private void strike() {
    AtomicInteger underWay = new AtomicInteger();
    ClusterKit.await(
        "requests in flight",
        () -> {
          underWay.set(record.inFlight.get());
          return underWay.get() > 1;
        });
    killed(underWay.get());
  }

  private void awaitAnswers(int more) {
    long goal = record.answered.get() + more;
    ClusterKit.await("answers", () -> record.answered.get() >= goal);
  }

  @Test
  void applier() {
    for (int i = 0; i < KILLS; i++) {
      kill(cluster.nodes().get(i % 3), "replicas/g/applier-*");
      awaitAnswers(20);
    }
  }

  @Test
  void replication() {
    for (int i = 0; i < KILLS; i++) {
      kill(cluster.awaitLeader(), "replicas/g/replication-*");
      awaitAnswers(20);
    }
  }

  /** A question without anybody to answer makes it fail: a bug of a caller in the same JVM. */
  @Test
  void replica() {
    for (int i = 0; i < KILLS; i++) {
      NodeKit node = i % 2 == 0 ? cluster.awaitLeader() : cluster.nodes().get(i % 3);
      strike();
      new LocalActors(node.system()).replica("g", new Replica.GetStatus(null));
      awaitAnswers(20);
    }
  }

  @Test
  void journalWriter() {
    for (int i = 0; i < KILLS; i++) {
      NodeKit node = i % 2 == 0 ? cluster.awaitLeader() : cluster.nodes().get(i % 3);
      kill(node, "journal-writer");
      awaitAnswers(20);
    }
  }

  /** A request without a reply makes it fail: a bug of a caller, who is in the same JVM. */
  @Test
  void gateway() {
    for (int i = 0; i < KILLS; i++) {
      NodeKit node = cluster.nodes().get(i % 3);
      strike();
      node.gateway().tell(new Gateway.Execute("map", null, Duration.ZERO, Optional.empty(), null));
      awaitAnswers(20);
    }
  }

  /** A leader that is nobody, not even unknown, makes it fail: a bug of the replica beside it. */
  @Test
  void keyClock() {
    for (int i = 0; i < KILLS; i++) {
      NodeKit node = cluster.nodes().get(i % 3);
      ClusterKit.await("a key clock", () -> node.find("key-clocks/g").isPresent());
      strike();
      Adapter.toClassic(node.system())
          .actorSelection("/system/conclave/key-clocks/g")
          .tell(new Feed.Leader(1, null), akka.actor.ActorRef.noSender());
      awaitAnswers(20);
    }
  }

  /** Each second campaign dies while it asks for votes. */
  @Test
  void election() {
    AtomicInteger campaigns = new AtomicInteger();
    for (NodeKit node : cluster.nodes()) {
      node.observe(
          (group, event) -> {
            if (event.kind() == RaftEvent.Kind.CANDIDATE && campaigns.incrementAndGet() % 2 == 0) {
              killed(record.inFlight.get());
              node.kill("replicas/g/election-*");
            }
          });
    }
    while (kills < KILLS) {
      cluster.awaitLeader().kill("replicas/g/replication-*");
      awaitAnswers(10);
    }
    cluster.nodes().forEach(node -> node.observe((group, event) -> {}));
  }

  /** A node that hears nothing falls behind the others' snapshots; each transfer to it dies. */
  @Test
  void catchup() {
    NodeKit leader = cluster.awaitLeader();
    NodeKit lagging =
        cluster.nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
    long behind = lagging.status().orElseThrow().commit() + 900;
    cluster.nodes().forEach(node -> node.faults().watch(wire -> killCatchup(node, wire)));
    cluster.nodes().stream().filter(n -> n != lagging).forEach(n -> n.faults().cut(lagging.id()));
    try {
      awaitCommit(cluster.awaitLeader(), behind);
    } finally {
      cluster.nodes().forEach(node -> node.faults().heal());
    }
    ClusterKit.await("kills", () -> kills >= KILLS);
    cluster.nodes().forEach(node -> node.faults().watch(wire -> {}));
    awaitCommit(lagging, behind);
  }

  private static void awaitCommit(NodeKit node, long index) {
    ClusterKit.await(
        node.id() + " at " + index,
        () -> node.status().map(status -> status.commit() >= index).orElse(false));
  }

  private void killCatchup(NodeKit node, Wire wire) {
    int underWay = record.inFlight.get();
    if (wire instanceof Wire.ToReplica raft
        && raft.message() instanceof Message.SnapshotChunk chunk
        && chunk.offset() > 0
        && underWay > 1) {
      killed(underWay);
      node.kill("replicas/g/catchup-*");
    }
  }
}
