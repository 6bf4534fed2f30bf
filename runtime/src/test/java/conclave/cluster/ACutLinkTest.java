package conclave.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.remote.RemoteActorRefProvider;
import akka.remote.testkit.Blackhole;
import akka.remote.testkit.Direction;
import akka.remote.testkit.SetThrottle;
import akka.remote.testkit.ThrottleMode;
import akka.remote.testkit.Unthrottled;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.async.Async;
import conclave.async.AsyncMap;
import conclave.cluster.table.ClusterTable;
import conclave.map.ReplicatedMap;
import conclave.node.Ports;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three applications in this JVM, whose links are cut by the switch that Akka's remoting has for
 * tests: it loses whatever goes to an address.
 */
@Tag("kills")
class ACutLinkTest {

  private static final String HOST = "127.0.0.1";
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SIZE = 3;

  /** Longer than finding a member unreachable, asking it, and giving it up would take together. */
  private static final Duration CUT = Duration.ofSeconds(6);

  /** A machine that stands still loses ActorSystems over whole links too. */
  private static final int TRIES = 3;

  @TempDir private Path temp;
  private final KeptNode[] nodes = new KeptNode[SIZE];
  private List<Integer> ports;

  @BeforeEach
  void startAll() throws IOException {
    ports = Ports.free(HOST, SIZE);
    for (int i = 0; i < SIZE; i++) {
      nodes[i] = Shop.open(config(i));
    }
    awaitTogether();
  }

  @AfterEach
  void stopAll() {
    Arrays.stream(nodes).forEach(KeptNode::stop);
    for (KeptNode node : nodes) {
      node.whenStopped().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  private Config config(int which) {
    String peers =
        IntStream.range(0, SIZE)
            .mapToObj(i -> "\"n%d=%s:%d\"".formatted(i + 1, HOST, ports.get(i)))
            .collect(Collectors.joining(", "));
    return ConfigFactory.parseString(
            """
            include classpath("conclave-akka.conf")
            akka.remote.artery.canonical { hostname = "%s", port = %d }
            akka.remote.artery.advanced.test-mode = on
            akka.log-dead-letters = off
            akka.coordinated-shutdown.phases.cluster-exiting.timeout = 1 s
            akka.cluster {
              gossip-interval = 200 ms
              leader-actions-interval = 200 ms
              periodic-tasks-initial-delay = 100 ms
              unreachable-nodes-reaper-interval = 200 ms
              failure-detector { heartbeat-interval = 500 ms, acceptable-heartbeat-pause = 1500 ms }
              singleton.hand-over-retry-interval = 200 ms
            }
            conclave.node { name = n%d, data-dir = "%s", peers = [%s] }
            conclave.http.enabled = off
            conclave.akka-cluster {
              look = 100 ms, doubt-after = 500 ms, give-up-after = 8 s, down-after = 2 s
            }
            """
                .formatted(HOST, ports.get(which), which + 1, temp.resolve("n" + which), peers))
        .withFallback(ConfigFactory.load());
  }

  private ActorSystem<?> system(int which) {
    return nodes[which].system();
  }

  private long uid(int which) {
    return Cluster.get(system(which)).selfMember().uniqueAddress().longUid();
  }

  /** Who is up there and not unreachable. */
  private Set<Long> members(int which) {
    Set<Long> uids = new TreeSet<>();
    for (Member member : Cluster.get(system(which)).state().getMembers()) {
      if (member.status() == MemberStatus.up()) {
        uids.add(member.uniqueAddress().longUid());
      }
    }
    Cluster.get(system(which))
        .state()
        .getUnreachable()
        .forEach(member -> uids.remove(member.uniqueAddress().longUid()));
    return uids;
  }

  private boolean knows(int which, long uid) {
    List<Member> all = new ArrayList<>();
    Cluster.get(system(which)).state().getMembers().forEach(all::add);
    return all.stream().anyMatch(member -> member.uniqueAddress().longUid() == uid);
  }

  private boolean together(int... those) {
    Set<Long> all = IntStream.of(those).mapToObj(this::uid).collect(Collectors.toSet());
    return IntStream.of(those).allMatch(which -> members(which).equals(all));
  }

  private void awaitTogether() {
    await("all are up in one cluster", () -> together(0, 1, 2));
  }

  private static void await(String what, BooleanSupplier holds) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - until).as("waits in vain: " + what).isNegative();
      ClusterKit.pause(Duration.ofMillis(20));
    }
  }

  private int lives() {
    return Arrays.stream(nodes).mapToInt(KeptNode::lives).sum();
  }

  /** Of control, as its replica on that node has it. */
  private int leader(int asked) {
    ActorSystem<?> system = system(asked);
    TestProbe<Feed> probe = TestProbe.create(Feed.class, system);
    ActorRef<?> following =
        system.systemActorOf(
            Following.create(
                new Following.Subject("control", ClusterTable.NAME, ClusterTable.whole()),
                probe.getRef()),
            "test-" + System.nanoTime(),
            Props.empty());
    Optional<NodeId> leader = Optional.empty();
    while (leader.isEmpty()) {
      if (probe.expectMessageClass(Feed.class, WITHIN) instanceof Feed.Leader is) {
        leader = is.leader();
      }
    }
    assertThat(following).isNotNull();
    return Integer.parseInt(leader.get().name().substring(1)) - 1;
  }

  private void cut(int one, int other) {
    lose(one, other, Blackhole.getInstance());
    lose(other, one, Blackhole.getInstance());
  }

  private void heal(int one, int other) {
    lose(one, other, Unthrottled.getInstance());
    lose(other, one, Unthrottled.getInstance());
  }

  private void lose(int at, int to, ThrottleMode mode) {
    Address address =
        AddressFromURIString.parse("akka://shop@%s:%d".formatted(HOST, ports.get(to)));
    ExtendedActorSystem system = (ExtendedActorSystem) system(at).classicSystem();
    ((RemoteActorRefProvider) system.provider())
        .transport()
        .managementCommand(new SetThrottle(address, Direction.Both$.MODULE$, mode));
  }

  private boolean seesUnreachable(int which) {
    return !Cluster.get(system(which)).state().getUnreachable().isEmpty();
  }

  /** Puts one value after another; how many were done, or a negative number when one was not. */
  private int puts(int at) {
    AsyncMap map = Async.of(system(at), nodes[at].services()).map("m");
    long until = System.nanoTime() + CUT.toNanos();
    int done = 0;
    while (System.nanoTime() < until) {
      ReplicatedMap.Reply reply = map.put("k", new byte[] {1}, WITHIN).toCompletableFuture().join();
      if (!(reply instanceof ReplicatedMap.Written)) {
        return -1 - done;
      }
      done++;
      ClusterKit.pause(Duration.ofMillis(5));
    }
    return done;
  }

  @Test
  void aLinkThatStaysCutCostsNobodyAnythingAndWhoeverIsCutOffIsDowned() {
    for (int attempt = 1; !aLinkBetweenFollowersStaysCut(attempt); attempt++) {
      assertThat(attempt).as("tries, and in each somebody ended").isLessThan(TRIES);
    }
    int hub = leader(0);
    whoeverIsCutOffEndsAndIsDowned(hub, (hub + 1) % SIZE, (hub + 2) % SIZE);
  }

  private boolean aLinkBetweenFollowersStaysCut(int attempt) {
    int hub = leader(0);
    int left = (hub + 1) % SIZE;
    int right = (hub + 2) % SIZE;
    int before = lives();
    cut(left, right);
    int done = puts(hub);
    boolean noticed = seesUnreachable(left) && seesUnreachable(right);
    int ended = lives() - before;
    boolean stayed = leader(hub) == hub;
    System.out.printf(
        "cut link: two followers out of each other's sight for %d ms: %d puts done, %d ActorSystems"
            + " ended, the leader %s (try %d)%n",
        CUT.toMillis(), done, ended, stayed ? "stayed" : "changed", attempt);
    heal(left, right);
    awaitTogether();
    return noticed && ended == 0 && done > 0 && lives() == before;
  }

  private void whoeverIsCutOffEndsAndIsDowned(int hub, int left, int right) {
    long before = uid(left);
    long begun = System.nanoTime();
    cut(left, right);
    cut(left, hub);
    int lives = nodes[left].lives();
    await("another ActorSystem", () -> nodes[left].lives() > lives);
    long ended = System.nanoTime();
    await("the others are two", () -> together(hub, right));
    await(
        "the other is no member",
        () -> IntStream.of(hub, right).noneMatch(which -> knows(which, before)));
    System.out.printf(
        "cut link: whoever was cut off had another ActorSystem after %d ms, was off the cluster"
            + " after %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(ended - begun),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }
}
