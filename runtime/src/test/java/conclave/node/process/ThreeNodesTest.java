package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient.Answer;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.node.ClusterServices;
import conclave.node.HostPort;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three whole nodes in this JVM: whatever the contract lets one ask, every one answers. */
class ThreeNodesTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final int[] ALL = {0, 1, 2};
  private static final List<String> GETS =
      List.of(
          "/alive",
          "/ready",
          "/",
          "/api/v1/nodes",
          "/api/v1/raft/groups",
          "/api/v1/locks",
          "/api/v1/ring",
          "/api/v1/ring/owners?key=k");

  @TempDir private static Path temp;
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static NodesKit nodes;
  private static ClusterServices services;
  private static Map<String, Integer> getsBeforeItWasFormed;
  private static Answer beforeItWasFormed;
  private static Locks.Reply repliedBeforeItWasFormed;

  @BeforeAll
  static void start() throws IOException {
    nodes = new NodesKit(temp, ALL.length);
    services = nodes.start(0).services();
    getsBeforeItWasFormed =
        GETS.stream().collect(Collectors.toMap(path -> path, path -> nodes.get(0, path).status()));
    beforeItWasFormed = nodes.post(0, "/api/v1/locks/early/acquire", "{'owner':'o','ttlMs':1000}");
    repliedBeforeItWasFormed = acquire("early", "o").receiveMessage(WITHIN);
    nodes.start(1);
    nodes.start(2);
    nodes.awaitReady();
  }

  @AfterAll
  static void stop() {
    nodes.close();
    KIT.shutdownTestKit();
  }

  private static TestProbe<Locks.Reply> acquire(String name, String owner) {
    TestProbe<Locks.Reply> probe = KIT.createTestProbe();
    services
        .locks()
        .tell(
            new Locks.Acquire(
                new LockName(Space.LOCK, name),
                owner,
                Duration.ofMinutes(1),
                Duration.ZERO,
                WITHIN,
                probe.getRef()));
    return probe;
  }

  @Test
  void aNodeInNoClusterRejectsAndSaysWhatItWaitsFor() {
    assertThat(beforeItWasFormed.status()).isEqualTo(503);
    assertThat(beforeItWasFormed.text())
        .contains("\"outcome\":\"not_done\"", "this node is in no cluster yet: ");
    assertThat(repliedBeforeItWasFormed)
        .isInstanceOfSatisfying(
            Locks.Rejected.class,
            rejected -> assertThat(rejected.message()).contains("this node is in no cluster yet"));
  }

  @Test
  void aNodeInNoClusterShowsWhatItKnowsAndNothingElse() {
    assertThat(getsBeforeItWasFormed)
        .containsEntry("/alive", 200)
        .containsEntry("/ready", 503)
        .containsEntry("/", 200)
        .containsEntry("/api/v1/nodes", 200)
        .containsEntry("/api/v1/raft/groups", 200)
        .containsEntry("/api/v1/locks", 503)
        .containsEntry("/api/v1/ring", 503)
        .containsEntry("/api/v1/ring/owners?key=k", 503)
        .hasSize(GETS.size());
  }

  @Test
  void referencesThatWereGivenBeforeThereWasAClusterAreGood() {
    assertThat(acquire("by an actor", "o").receiveMessage(WITHIN))
        .isInstanceOf(Locks.Granted.class);
    TestProbe<LeaderElection.Event> candidate = KIT.createTestProbe();
    services.elections().tell(new LeaderElection.Campaign("chief", "n1", candidate.getRef()));
    assertThat(candidate.receiveMessage(WITHIN)).isInstanceOf(LeaderElection.Elected.class);
    TestProbe<ReplicatedMap.Reply> written = KIT.createTestProbe();
    services
        .maps()
        .tell(
            new ReplicatedMap.Put(
                "m", "k", new byte[1], Condition.ANY, WITHIN, Optional.empty(), written.getRef()));
    assertThat(written.receiveMessage(WITHIN)).isInstanceOf(ReplicatedMap.Written.class);
  }

  @Test
  void everyGetOfTheContractIsAnsweredByEveryNode() throws IOException {
    assertThat(nodes.api(0).put("/api/v1/maps/m/key", new byte[] {'v'}).status()).isEqualTo(200);
    long token = token(0, "seen/everywhere", "o");
    for (int node : ALL) {
      ClusterKit.await(
          "a table at n" + (node + 1), () -> nodes.get(node, "/api/v1/ring").status() == 200);
      for (String path : GETS) {
        assertThat(nodes.get(node, path).status()).as("%s at n%d", path, node + 1).isEqualTo(200);
      }
      assertThat(nodes.get(node, "/api/v1/maps/m/key").text()).isEqualTo("v");
      ClusterKit.await(
          "the stale value at n" + (node + 1),
          () -> nodes.get(node, "/api/v1/maps/m/key?consistency=stale").status() == 200);
      assertThat(nodes.json(node, "/api/v1/nodes")).hasSize(ALL.length);
      assertThat(leader(node, "control")).isEqualTo(leader(0, "control"));
      sameRing(node);
      JsonNode held = held(node, "seen/everywhere");
      assertThat(held.path("fencingToken").asLong()).isEqualTo(token);
      assertThat(held.path("owner").asText()).isEqualTo("o");
      assertThat(held.path("remainingMs").asLong()).isBetween(1L, 60_000L);
      assertThat(held.path("waiters").asInt()).isZero();
    }
    System.out.printf(
        "every GET at each of %d nodes: control is led by %s, p0 by %s%n",
        ALL.length, leader(0, "control"), leader(0, "p0"));
  }

  private static void sameRing(int node) {
    JsonNode ring = nodes.json(node, "/api/v1/ring");
    assertThat(ring).isEqualTo(nodes.json(0, "/api/v1/ring"));
    assertThat(ring.path("table")).hasSize(ring.path("partitions").asInt());
    JsonNode owners = nodes.json(node, "/api/v1/ring/owners?key=some%20key&n=64");
    assertThat(owners).isEqualTo(nodes.json(0, "/api/v1/ring/owners?key=some+key&n=3"));
    assertThat(owners.path("owners")).hasSize(ALL.length);
    assertThat(owners.path("owners").path(0))
        .isEqualTo(ring.path("table").path(owners.path("partition").asInt()));
  }

  private static String leader(int node, String group) {
    for (JsonNode each : nodes.json(node, "/api/v1/raft/groups")) {
      if (each.path("group").asText().equals(group)) {
        return each.path("leader").asText();
      }
    }
    throw new AssertionError("no group " + group);
  }

  private static JsonNode held(int node, String name) {
    for (JsonNode each : nodes.json(node, "/api/v1/locks")) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("n%d does not list %s".formatted(node + 1, name));
  }

  private static Answer lock(int node, String name, String what, String document) {
    String encoded = name.replace("/", "%2F");
    return nodes.post(node, "/api/v1/locks/%s/%s".formatted(encoded, what), document);
  }

  private static long token(int node, String name, String owner) throws IOException {
    Answer granted = lock(node, name, "acquire", "{'owner':'%s','ttlMs':60000}".formatted(owner));
    assertThat(granted.status()).as(granted.text()).isEqualTo(200);
    return granted.json().path("fencingToken").asLong();
  }

  @Test
  void aLockThatIsTakenAtOneNodeIsRefusedAndPassedOnAtOthers() throws IOException {
    long first = token(0, "door", "a");
    assertThat(token(1, "door", "a")).isEqualTo(first);
    Answer refused = lock(2, "door", "acquire", "{'owner':'b','ttlMs':60000,'waitMs':50}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("owner").asText()).isEqualTo("a");
    String grant = "{'owner':'a','fencingToken':%d}".formatted(first);
    assertThat(lock(1, "door", "renew", grant).status()).isEqualTo(200);
    assertThat(lock(2, "door", "release", grant).status()).isEqualTo(200);
    assertThat(lock(0, "door", "release", grant).status()).isEqualTo(410);
    assertThat(token(2, "door", "b")).isGreaterThan(first);
  }

  @Test
  void whoHangsUpWhileItWaitsIsForgotten() throws IOException {
    token(0, "queue", "a");
    String document = "{\"owner\":\"b\",\"ttlMs\":60000,\"waitMs\":600000}";
    HostPort http = nodes.http(1);
    try (Socket caller = new Socket(http.host(), http.port())) {
      String request =
          "POST /api/v1/locks/queue/acquire HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(document.length(), document);
      caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      caller.getOutputStream().flush();
      ClusterKit.await("a waiter", () -> held(2, "queue").path("waiters").asInt() == 1);
    }
    ClusterKit.await("no waiter", () -> held(2, "queue").path("waiters").asInt() == 0);
  }

  @Test
  void aLongListComesWhole() throws IOException {
    int count = 501;
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> lock(i % 3, "many-" + i, "acquire", "{'owner':'o','ttlMs':600000}"));
    long listed = 0;
    for (JsonNode each : nodes.json(1, "/api/v1/locks")) {
      listed += each.path("name").asText().startsWith("many-") ? 1 : 0;
    }
    assertThat(listed).isEqualTo(count);
  }

  private static Answer lead(int node, String group, String to) {
    return nodes.post(
        node, "/api/v1/raft/groups/%s/leader".formatted(group), "{'to':'%s'}".formatted(to));
  }

  private static int written(int node) {
    try {
      return nodes.api(node).put("/api/v1/maps/led/key", new byte[] {1}).status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Wished for at the leader, at the successor and at the third. */
  @Test
  void whoeverIsWishedForLeadsAndEveryNodePassesTheWishOn() {
    for (int round = 0; round < 2 * ALL.length; round++) {
      String to = "n" + (round % ALL.length + 1);
      int node = round / 2;
      // A node may hear of the last leader a moment after that leader has said so.
      ClusterKit.await("an answer", () -> lead(node, "p0", to).status() == 200);
      ClusterKit.await(to + " at the node that was asked", () -> leader(node, "p0").equals(to));
      assertThat(lead(node, "p0", to).text()).contains("\"leader\":\"%s\"".formatted(to));
      assertThat(written(node)).isEqualTo(200);
    }
    assertThat(lead(1, "p0", "n9").status()).isEqualTo(409);
    assertThat(lead(1, "p0", "n9").text()).contains("n9 is no member; the voters are n1, n2, n3");
    assertThat(lead(1, "p9", "n1").status()).isEqualTo(404);
  }
}
