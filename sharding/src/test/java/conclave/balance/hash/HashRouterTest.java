package conclave.balance.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import conclave.ring.CountedRing;
import conclave.ring.HashRing;
import conclave.ring.KeyHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HashRouterTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "akka.actor.testkit.typed { single-expect-default = 15s, filter-leeway = 15s }")
              .withFallback(ConfigFactory.load()));
  private static final HashRing RING = HashRing.of(KeyHash.XXH3);
  private static final HashRouterSettings STICKY = new HashRouterSettings(0, 1);
  private static final HashRouterSettings BOUNDED = HashRouterSettings.create(ConfigFactory.load());

  private final Map<String, String> lastOf = new ConcurrentHashMap<>();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Map<String, ActorRef<String>> routees = new TreeMap<>();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private void routees(int count) {
    for (int i = 0; i < count; i++) {
      String name = "r" + i;
      routees.put(name, KIT.spawn(routee(name)));
    }
  }

  private Behavior<String> routee(String name) {
    return Behaviors.receiveMessage(
        key -> {
          if (key.equals("stop")) {
            return Behaviors.stopped();
          }
          lastOf.put(key, name);
          counts.merge(name, 1, Integer::sum);
          return Behaviors.same();
        });
  }

  private ActorRef<HashRouter.Command<String>> router(HashRouterSettings settings) {
    return KIT.spawn(HashRouter.create(RING, settings, routees));
  }

  private static HashRouter.Counts counts(ActorRef<HashRouter.Command<String>> router) {
    TestProbe<HashRouter.Counts> probe = KIT.createTestProbe();
    router.tell(new HashRouter.GetCounts<>(probe.ref()));
    return probe.receiveMessage();
  }

  private static void await(Runnable holds) {
    KIT.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(15),
            () -> {
              holds.run();
              return holds;
            });
  }

  /** Where each key arrived. */
  private Map<String, String> send(ActorRef<HashRouter.Command<String>> router, int keys) {
    lastOf.clear();
    for (int i = 0; i < keys; i++) {
      router.tell(new HashRouter.Forward<>("k" + i, "k" + i));
    }
    await(() -> assertThat(lastOf).hasSize(keys));
    return new HashMap<>(lastOf);
  }

  @Test
  void aKeyGoesToTheSameActorAndWhenOneStopsOnlyItsKeysMove() {
    routees(5);
    ActorRef<HashRouter.Command<String>> router = router(STICKY);
    Map<String, String> before = send(router, 500);
    assertThat(send(router, 500)).isEqualTo(before);
    assertThat(send(router(STICKY), 500)).as("another router").isEqualTo(before);
    ActorRef<String> mortal = routees.get("r3");
    mortal.tell("stop");
    KIT.createTestProbe().expectTerminated(mortal);
    await(() -> assertThat(counts(router).routees()).isEqualTo(4));
    Map<String, String> after = send(router, 500);
    assertThat(after).doesNotContainValue("r3");
    before.values().removeIf("r3"::equals);
    assertThat(after).containsAllEntriesOf(before);
    assertThat(counts(router).diverted()).isZero();
  }

  @Test
  void withoutAnyRouteeAMessageIsDroppedAndCounted() {
    ActorRef<HashRouter.Command<String>> router = router(BOUNDED);
    router.tell(new HashRouter.Forward<>("k", "k"));
    assertThat(counts(router)).isEqualTo(new HashRouter.Counts(0, 0, 0, 1));
    routees(1);
    router.tell(new HashRouter.SetRoutees<>(routees));
    send(router, 3);
    assertThat(counts(router)).isEqualTo(new HashRouter.Counts(1, 3, 0, 1));
  }

  @Test
  void aHotKeyIsSpreadAndManyKeysStayWhereTheyBelong() {
    routees(8);
    ActorRef<HashRouter.Command<String>> router = router(BOUNDED);
    for (int i = 0; i < 1_000; i++) {
      router.tell(new HashRouter.Forward<>("hot", "hot"));
    }
    assertThat(counts(router).forwarded()).isEqualTo(1_000);
    await(() -> assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(1_000));
    int largest = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    long divertedHot = counts(router).diverted();
    send(router, 5_000);
    send(router, 5_000);
    double kept = 1 - (counts(router).diverted() - divertedHot) / 10_000.0;
    System.out.printf(
        "hash router, c = 1.25: the hot key's first actor got %d of 1000 (share %d); %.1f %% of"
            + " 10000 messages of even keys kept their actor%n",
        largest, 1_000 / 8, 100 * kept);
    assertThat(largest).isLessThanOrEqualTo((int) Math.ceil(1.25 * 1_000 / 8));
    assertThat(kept).isGreaterThan(0.9);
  }

  @Test
  void whoComesOrGoesCostsTheirOwnPointsAndNobodyElses() {
    int points = 10;
    AtomicLong hashes = new AtomicLong();
    HashRing counted = CountedRing.of(hashes, points);
    routees(50);
    ActorRef<HashRouter.Command<String>> router =
        KIT.spawn(HashRouter.create(counted, STICKY, routees));
    assertThat(counts(router).routees()).isEqualTo(50);
    assertThat(hashes).hasValue(50 * points);
    for (int i = 0; i < 20; i++) {
      routees.remove("r" + i).tell("stop");
    }
    await(() -> assertThat(counts(router).routees()).isEqualTo(30));
    assertThat(hashes).as("nothing is placed anew").hasValue(50 * points);
    routees.remove("r20");
    routees.put("late", KIT.spawn(routee("late")));
    routees.put("r30", KIT.spawn(routee("r30")));
    router.tell(new HashRouter.SetRoutees<>(routees));
    assertThat(counts(router).routees()).isEqualTo(30);
    assertThat(hashes).hasValue(51 * points);
    assertThat(send(router, 500))
        .isEqualTo(send(KIT.spawn(HashRouter.create(counted, STICKY, routees)), 500));
  }

  @Test
  void routeesThatTheRingHasNoPointsForAreRefusedAndTheOnesOfBeforeStay() {
    HashRing forOne = HashRing.of(KeyHash.XXH3, HashRing.MAX_POINTS / 2 + 1);
    routees(1);
    ActorRef<HashRouter.Command<String>> router =
        KIT.spawn(HashRouter.create(forOne, STICKY, routees));
    routees(2);
    LoggingTestKit.warn("2 routees are more than the 1 that the ring has points for")
        .expect(
            KIT.system(),
            () -> {
              router.tell(new HashRouter.SetRoutees<>(routees));
              return router;
            });
    assertThat(send(router, 10)).hasSize(10).containsValue("r0").doesNotContainValue("r1");
    assertThatThrownBy(() -> HashRouter.create(forOne, STICKY, routees))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameThatIsNoneFailsWhereItIsSaid() {
    Map<String, ActorRef<String>> nameless = Map.of("", KIT.spawn(routee("")));
    assertThatThrownBy(() -> new HashRouter.SetRoutees<>(nameless))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBalanceBelowOneIsRefused() {
    assertThatThrownBy(() -> new HashRouterSettings(0.5, 10))
        .hasMessageContaining("balance = 0.5 must be 0 or at least 1");
  }
}
