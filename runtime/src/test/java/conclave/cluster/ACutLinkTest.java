package conclave.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
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
import conclave.cluster.table.Seat;
import conclave.machine.wire.MalformedException;
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
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Since both ends missed each other: longer than asking a member and giving it up takes. */
  private static final Duration CUT = Duration.ofSeconds(5);

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

  /** What the replica of control on that node tells of the roll, from now on. */
  private Queue<Feed> follow(int which) {
    Queue<Feed> heard = new ConcurrentLinkedQueue<>();
    long unique = System.nanoTime();
    ActorRef<Feed> ear =
        system(which)
            .systemActorOf(
                Behaviors.<Feed>receiveMessage(
                    feed -> {
                      heard.add(feed);
                      return Behaviors.same();
                    }),
                "ear-" + unique,
                Props.empty());
    Following.Subject roll =
        new Following.Subject("control", ClusterTable.NAME, ClusterTable.whole());
    system(which).systemActorOf(Following.create(roll, ear), "test-" + unique, Props.empty());
    return heard;
  }

  /** Of control, as its replica on that node has it. */
  private int leader(int asked) {
    Queue<Feed> heard = follow(asked);
    AtomicInteger leader = new AtomicInteger(-1);
    await(
        "a leader",
        () -> {
          if (heard.poll() instanceof Feed.Leader is) {
            is.leader().ifPresent(node -> leader.set(number(node) - 1));
          }
          return leader.get() >= 0;
        });
    return leader.get();
  }

  private static int number(NodeId node) {
    return Integer.parseInt(node.name().substring(1));
  }

  /** Which nodes were under a doubt, and spoke up. */
  private static Set<Integer> answered(Queue<Feed> heard) throws MalformedException {
    Set<NodeId> doubted = new TreeSet<>();
    Set<Integer> answered = new TreeSet<>();
    for (Feed feed : heard) {
      if (feed instanceof Feed.Changed changed) {
        for (byte[] event : changed.events()) {
          for (Seat seat : ClusterTable.announced(event).standing()) {
            NodeId node = seat.run().node();
            if (seat.doubt() > 0) {
              doubted.add(node);
            } else if (doubted.contains(node)) {
              answered.add(number(node) - 1);
            }
          }
        }
      }
    }
    return answered;
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

  /**
   * Puts one value after another for that long; how many were done, or a negative number when one
   * was not.
   */
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
  void aLinkThatStaysCutCostsNobodyAnythingAndWhoeverIsCutOffIsDowned() throws Exception {
    for (int attempt = 1; !aLinkBetweenFollowersStaysCut(attempt); attempt++) {
      assertThat(attempt).as("tries, and in each somebody ended").isLessThan(TRIES);
    }
    int host = ports.indexOf(askTill(0));
    whoeverIsCutOffEndsAndIsDowned(host, (host + 1) % SIZE, (host + 2) % SIZE);
  }

  /** The port of its host. */
  private int askTill(int which) {
    TestProbe<Shop.Place> probe = TestProbe.create(Shop.Place.class, system(which));
    Shop.till(system(which)).tell(new Shop.Where(probe.getRef()));
    return probe.receiveMessage(PATIENCE).port();
  }

  private boolean aLinkBetweenFollowersStaysCut(int attempt) throws MalformedException {
    int hub = leader(0);
    int left = (hub + 1) % SIZE;
    int right = (hub + 2) % SIZE;
    int before = lives();
    Queue<Feed> heard = follow(hub);
    cut(left, right);
    await("both miss each other", () -> seesUnreachable(left) && seesUnreachable(right));
    int done = puts(hub);
    Set<Integer> answered = answered(heard);
    boolean stayed = leader(hub) == hub;
    heal(left, right);
    awaitTogether();
    int ended = lives() - before;
    System.out.printf(
        "cut link: two followers missed each other for %d ms: %d puts done, %d doubted and"
            + " answered, %d ActorSystems ended, the leader %s (try %d)%n",
        CUT.toMillis(), done, answered.size(), ended, stayed ? "stayed" : "changed", attempt);
    return ended == 0 && done > 0 && answered.equals(Set.of(left, right));
  }

  private void whoeverIsCutOffEndsAndIsDowned(int lone, int left, int right) {
    long before = uid(lone);
    int lives = nodes[lone].lives();
    long begun = System.nanoTime();
    cut(lone, left);
    cut(lone, right);
    await("another ActorSystem", () -> nodes[lone].lives() > lives);
    long ended = System.nanoTime();
    await(
        "the others are two",
        () ->
            together(left, right)
                && IntStream.of(left, right).noneMatch(which -> knows(which, before)));
    long downed = System.nanoTime();
    assertThat(askTill(left)).as("where the till is").isIn(ports.get(left), ports.get(right));
    System.out.printf(
        "cut link: whoever was cut off had another ActorSystem after %d ms, was off the cluster"
            + " after %d ms, and its till elsewhere after %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(ended - begun),
        TimeUnit.NANOSECONDS.toMillis(downed - begun),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }
}
