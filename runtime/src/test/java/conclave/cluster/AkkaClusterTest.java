package conclave.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.PoisonPill;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.cluster.internal.FoundingHost;
import conclave.cluster.table.ClusterTable;
import conclave.cluster.table.Roll;
import conclave.cluster.table.RollReply;
import conclave.machine.wire.MalformedException;
import conclave.node.Ports;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three applications in this JVM whose Akka cluster is formed by the log. */
@Tag("kills")
class AkkaClusterTest {

  private static final String HOST = "127.0.0.1";
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final int SIZE = 3;
  private static final int[] ALL = {0, 1, 2};

  /** Of its actor while it is formed, each after so many looks. */
  private static final int KILLS = 9;

  private static final int LOOKS = 50;

  @TempDir private Path temp;
  private final KeptNode[] nodes = new KeptNode[SIZE];
  private List<Integer> ports;
  private long begun;

  @BeforeEach
  void choosePorts() throws IOException {
    ports = Ports.free(HOST, SIZE);
  }

  @AfterEach
  void stopAll() {
    stopTogether(IntStream.of(ALL).filter(which -> nodes[which] != null).toArray());
  }

  /** One after another, as whoever tries them does; none waits for the others. */
  private void startThose(int... which) {
    for (int each : which) {
      nodes[each] = Shop.open(config(each));
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
            akka.log-dead-letters = off
            akka.coordinated-shutdown.phases.cluster-exiting.timeout = 2 s
            akka.cluster {
              gossip-interval = 200 ms
              leader-actions-interval = 200 ms
              periodic-tasks-initial-delay = 100 ms
              failure-detector.acceptable-heartbeat-pause = 2 s
              singleton.hand-over-retry-interval = 200 ms
              sharding { retry-interval = 200 ms, waiting-for-state-timeout = 500 ms }
            }
            conclave.node { name = n%d, data-dir = "%s", peers = [%s] }
            conclave.http.enabled = off
            conclave.akka-cluster {
              look = 100 ms, doubt-after = 500 ms, give-up-after = 11 s, down-after = 8 s
            }
            """
                .formatted(HOST, ports.get(which), which + 1, temp.resolve("n" + which), peers))
        .withFallback(ConfigFactory.load());
  }

  private void stopTogether(int... which) {
    List<KeptNode> ended = IntStream.of(which).mapToObj(each -> nodes[each]).toList();
    ended.forEach(KeptNode::stop);
    for (KeptNode node : ended) {
      node.whenStopped().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
    IntStream.of(which).forEach(each -> nodes[each] = null);
  }

  private List<KeptNode> running() {
    return Arrays.stream(nodes).filter(Objects::nonNull).toList();
  }

  /** Who is up, as that ActorSystem sees it; empty where somebody is anything else. */
  private static Set<Long> members(ActorSystem<?> system) {
    Set<Long> uids = new TreeSet<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.status() != MemberStatus.up()) {
        return Set.of();
      }
      uids.add(member.uniqueAddress().longUid());
    }
    return Cluster.get(system).state().getUnreachable().isEmpty() ? uids : Set.of();
  }

  /** Exactly those that run are up, in one cluster. */
  private boolean together() {
    Set<Long> all =
        running().stream()
            .map(node -> Cluster.get(node.system()).selfMember().uniqueAddress().longUid())
            .collect(Collectors.toSet());
    return running().stream().allMatch(node -> members(node.system()).equals(all));
  }

  private void awaitTogether() {
    ClusterKit.await("all that run are up in one cluster", this::together);
  }

  private void begin() {
    begun = System.nanoTime();
  }

  private void say(String what) {
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    int which = nodes[0] == null ? 1 : 0;
    Roll roll = roll(which);
    System.out.printf(
        "akka cluster: %s after %d ms: generation %d by %s, %d up%n",
        what,
        took,
        roll.generation(),
        roll.founder().orElseThrow().node().name(),
        members(system(which)).size());
  }

  /** As the replica beside that ActorSystem has it. */
  private Roll roll(int which) {
    ActorSystem<?> system = system(which);
    TestProbe<Feed> probe = TestProbe.create(Feed.class, system);
    ActorRef<?> following =
        system.systemActorOf(
            Following.create(
                new Following.Subject("control", ClusterTable.NAME, ClusterTable.whole()),
                probe.getRef()),
            "test-" + System.nanoTime(),
            Props.empty());
    try {
      Feed.Opened opened = probe.expectMessageClass(Feed.Opened.class, WITHIN);
      return ((RollReply.Whole) RollReply.decode(opened.view())).roll();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    } finally {
      Adapter.toClassic(following).tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    }
  }

  /** What it cannot read ends the actor. */
  private void killHost(int which) {
    ActorSystem<?> system = nodes[which].system();
    ActorRef<Feed> host =
        ActorRefResolver.get(system).resolveActorRef("akka://shop/system/" + FoundingHost.NAME);
    host.tell(new Feed.Opened(host, 0, new byte[] {9}));
  }

  private Shop.Place ask(int which, Consumer<ActorRef<Shop.Place>> question) {
    TestProbe<Shop.Place> probe = TestProbe.create(Shop.Place.class, system(which));
    question.accept(probe.getRef());
    return probe.receiveMessage(WITHIN);
  }

  private ActorSystem<?> system(int which) {
    return nodes[which].system();
  }

  private Shop.Place askTill(int which) {
    ActorRef<Shop.Where> till = Shop.till(system(which));
    return ask(which, replyTo -> till.tell(new Shop.Where(replyTo)));
  }

  private Shop.Place askBasket(int which, String customer) {
    EntityRef<Shop.Where> basket =
        ClusterSharding.get(system(which)).entityRefFor(Shop.BASKETS, customer);
    return ask(which, replyTo -> basket.tell(new Shop.Where(replyTo)));
  }

  private int shops(int which) {
    TestProbe<Receptionist.Listing> probe =
        TestProbe.create(Receptionist.Listing.class, system(which));
    system(which).receptionist().tell(Receptionist.find(Shop.SHOPS, probe.getRef()));
    return probe.receiveMessage(WITHIN).getServiceInstances(Shop.SHOPS).size();
  }

  @Test
  void oneClusterIsFormedUsedHealedAndRestarted() {
    isFormedWhileItsActorIsKilled();
    servesTheApplication();
    theTillMovesWhenItsNodeGoes();
    whoeverWasDownedComesBackOnTheSameData();
    theWholeRestartedIsTheNextGeneration();
    whoeverNeverComesBackIsGivenUp();
  }

  private void isFormedWhileItsActorIsKilled() {
    begin();
    startThose(ALL);
    int[] looks = {0};
    ClusterKit.await(
        "three that are up",
        () -> {
          int kill = looks[0]++ / LOOKS;
          if (kill < KILLS && looks[0] % LOOKS == 0) {
            killHost(kill % SIZE);
          }
          return kill >= KILLS && together();
        });
    say("formed under " + KILLS + " kills of its actor");
    Roll roll = roll(0);
    assertThat(roll.generation()).isEqualTo(1);
    assertThat(roll.standing()).hasSize(SIZE);
  }

  private void servesTheApplication() {
    begin();
    for (int which : ALL) {
      ClusterKit.await("all shops", () -> shops(which) == SIZE);
    }
    Shop.Place till = askTill(0);
    for (int which : ALL) {
      assertThat(askBasket(which, "alice").asked()).isEqualTo(which + 1);
      assertThat(askTill(which)).isEqualTo(new Shop.Place(till.port(), which + 2));
    }
    say("all shops found, one basket and one till for all");
  }

  private void theTillMovesWhenItsNodeGoes() {
    int before = ports.indexOf(askTill(0).port());
    int other = (before + 1) % SIZE;
    begin();
    stopTogether(before);
    Shop.Place after = askTill(other);
    int now = ports.indexOf(after.port());
    say("the till moved from n%d to n%d".formatted(before + 1, now + 1));
    assertThat(now).isNotEqualTo(before);
    assertThat(after.asked()).isEqualTo(1);
    begin();
    startThose(before);
    awaitTogether();
    say("n%d came back".formatted(before + 1));
    assertThat(roll(0).generation()).isEqualTo(1);
  }

  private void whoeverWasDownedComesBackOnTheSameData() {
    ActorSystem<?> downed = system(1);
    begin();
    Cluster.get(system(0)).manager().tell(new Down(Cluster.get(downed).selfMember().address()));
    ClusterKit.await("another ActorSystem", () -> nodes[1].lives() == 2);
    awaitTogether();
    say("n2 was downed, and came back");
    assertThat(system(1)).isNotSameAs(downed);
    assertThat(roll(1).generation()).isEqualTo(1);
    for (int which : ALL) {
      ClusterKit.await("all shops", () -> shops(which) == SIZE);
      askBasket(which, "bob");
    }
  }

  private void theWholeRestartedIsTheNextGeneration() {
    stopTogether(ALL);
    begin();
    startThose(ALL);
    awaitTogether();
    say("all three were restarted");
    assertThat(roll(0).generation()).isEqualTo(2);
  }

  private void whoeverNeverComesBackIsGivenUp() {
    stopTogether(ALL);
    begin();
    startThose(0, 1);
    awaitTogether();
    say("all were restarted but n3");
    assertThat(roll(0).generation()).isEqualTo(3);
    begin();
    startThose(2);
    awaitTogether();
    say("n3 came back after all");
    assertThat(roll(2).generation()).isEqualTo(3);
  }
}
