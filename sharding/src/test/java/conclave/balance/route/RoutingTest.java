package conclave.balance.route;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.balance.route.Outcome.Reason;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoutingTest {

  private static final Policy ROUND = new Policy.RoundRobin();
  private static final long WITHIN = 1_000;
  private static final long PATIENCE = 300;
  private static final long PAUSE = 50;

  /** Two routes at most, of 15 bytes; four tries. */
  private static final RouteLimits SMALL = new RouteLimits(2, 25, 15, 4, 0.3, PAUSE, 0.05);

  private static final RouteLimits LIMITS = new RouteLimits(100, 10_000, 15, 4, 0.3, PAUSE, 0.05);

  private final World world = new World(3);
  private Routing<String> routing = new Routing<>(LIMITS, new SplittableRandom(1));

  private List<Effect<String>> begin(Policy policy, boolean safe) {
    return routing.begin(World.request(policy, safe, WITHIN), "caller", world.scene());
  }

  private NodeId sentTo(List<Effect<String>> effects) {
    assertThat(effects).hasSize(1);
    assertThat(effects.get(0)).isInstanceOf(Effect.Send.class);
    return ((Effect.Send<String>) effects.get(0)).to();
  }

  private static Routing.Try one(List<Effect<String>> effects) {
    Effect.Send<String> send = (Effect.Send<String>) effects.get(0);
    return new Routing.Try(send.id(), send.number());
  }

  private static Outcome settled(List<Effect<String>> effects) {
    assertThat(effects).hasSize(1);
    assertThat(effects.get(0)).isInstanceOf(Effect.Settle.class);
    return ((Effect.Settle<String>) effects.get(0)).outcome();
  }

  private List<Effect<String>> passes(long time) {
    world.now += time;
    return routing.tick(world.scene());
  }

  private List<Effect<String>> refuse(Routing.Try which, Refusal why) {
    return routing.refused(which, why, "no", world.scene());
  }

  @Test
  void aReplyIsTheOutcomeAndIsDroppedTheSecondTime() {
    Routing.Try first = one(begin(ROUND, false));
    assertThat(settled(routing.finished(first, "reply"))).isEqualTo(new Outcome.Done("reply"));
    assertThat(routing.finished(first, "reply")).isEmpty();
    assertThat(routing.counts()).isEqualTo(new Routing.Counts(1, 1, 0, 0, 0, 1, 0, 0, 1));
    assertThat(routing.isIdle()).isTrue();
  }

  @Test
  void aRefusedRequestGoesOnAtOnceEvenIfItIsNotSafe() {
    List<Effect<String>> sent = begin(ROUND, false);
    assertThat(sentTo(sent)).isEqualTo(world.node(1));
    sent = refuse(one(sent), Refusal.OVERLOADED);
    assertThat(sentTo(sent)).isEqualTo(world.node(2));
    sent = refuse(one(sent), Refusal.DECLINED);
    assertThat(sentTo(sent)).isEqualTo(world.node(3));
    assertThat(settled(routing.finished(one(sent), "r"))).isEqualTo(new Outcome.Done("r"));
    assertThat(routing.counts().retried()).isZero();
  }

  @Test
  void whatAllNodesRefuseIsRejectedAfterTheLastTry() {
    List<Effect<String>> sent = begin(ROUND, true);
    for (int i = 0; i < 2; i++) {
      sent = refuse(one(sent), Refusal.OVERLOADED);
    }
    assertThat(refuse(one(sent), Refusal.OVERLOADED)).isEmpty();
    assertThat(passes(PAUSE - 1)).isEmpty();
    sent = passes(1);
    assertThat(sentTo(sent)).isEqualTo(world.node(1));
    Outcome.Rejected rejected = (Outcome.Rejected) settled(refuse(one(sent), Refusal.OVERLOADED));
    assertThat(rejected.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(rejected.message()).isEqualTo("4 tries were refused, the last one by n1: no");
  }

  @Test
  void aSilentNodesSafeRequestGoesToAnotherAndEitherMayAnswer() {
    List<Effect<String>> first = begin(ROUND, true);
    assertThat(passes(PATIENCE - 1)).isEmpty();
    List<Effect<String>> second = passes(1);
    assertThat(sentTo(second)).isEqualTo(world.node(2));
    assertThat(one(second).id()).isEqualTo(one(first).id());
    assertThat(((Effect.Send<String>) second.get(0)).leftNanos()).isEqualTo(WITHIN - PATIENCE);
    assertThat(settled(routing.finished(one(first), "late"))).isEqualTo(new Outcome.Done("late"));
    assertThat(routing.finished(one(second), "later")).isEmpty();
    assertThat(routing.counts()).isEqualTo(new Routing.Counts(1, 1, 0, 0, 0, 2, 0, 1, 1));
  }

  @Test
  void aNodeThatBecomesUnreachableIsNotWaitedFor() {
    List<Effect<String>> first = begin(ROUND, true);
    world.unreachable.add(sentTo(first));
    assertThat(sentTo(passes(1))).isEqualTo(world.node(2));
  }

  @Test
  void anUnsafeRequestWaitsForASilentNodeAndEndsUnknown() {
    begin(ROUND, false);
    world.unreachable.add(world.node(1));
    assertThat(passes(WITHIN - 1)).isEmpty();
    Outcome unknown = settled(passes(1));
    assertThat(unknown).isEqualTo(new Outcome.Unknown("sent to n1: no answer in time"));
    assertThat(routing.counts().sent()).isEqualTo(1);
  }

  @Test
  void aFailureOfAnUnsafeRequestIsUnknownAtOnceAndASafeOneGoesOn() {
    List<Effect<String>> unsafe = begin(ROUND, false);
    assertThat(settled(routing.failed(one(unsafe), true, "worker died", world.scene())))
        .isEqualTo(new Outcome.Unknown("sent to n1: worker died"));
    List<Effect<String>> safe = begin(ROUND, true);
    List<Effect<String>> next = routing.failed(one(safe), true, "worker died", world.scene());
    assertThat(sentTo(next)).isEqualTo(world.node(3));
    assertThat(settled(routing.failed(one(next), false, "unreadable", world.scene())))
        .isEqualTo(new Outcome.Unknown("sent to n2, n3: unreadable"));
  }

  @Test
  void aRefusalAfterAFailureIsNotCertainty() {
    List<Effect<String>> sent = begin(ROUND, true);
    sent = routing.failed(one(sent), true, "worker died", world.scene());
    refuse(one(sent), Refusal.OVERLOADED);
    assertThat(settled(passes(WITHIN))).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void nobodyToAskIsWaitedForAndRejectedAtTheDeadline() {
    world.nodes.forEach(node -> world.directory.heard(node, List.of()));
    assertThat(begin(ROUND, false)).isEmpty();
    world.directory.heard(world.node(2), List.of(World.SERVICE));
    assertThat(sentTo(passes(PAUSE))).isEqualTo(world.node(2));
    world.directory.heard(world.node(2), List.of());
    assertThat(begin(ROUND, false)).isEmpty();
    Outcome.Rejected rejected = (Outcome.Rejected) settled(passes(WITHIN).subList(1, 2));
    assertThat(rejected.reason()).isEqualTo(Reason.NO_NODE);
    assertThat(rejected.message()).contains("offers the service s");
  }

  @Test
  void unreachableNodesComeLastAndOnlyForSafeRequests() {
    world.unreachable.addAll(List.of(world.node(1), world.node(2)));
    List<Effect<String>> safe = begin(ROUND, true);
    assertThat(sentTo(safe)).isEqualTo(world.node(3));
    assertThat(sentTo(refuse(one(safe), Refusal.OVERLOADED))).isEqualTo(world.node(1));
    List<Effect<String>> unsafe = begin(ROUND, false);
    assertThat(refuse(one(unsafe), Refusal.OVERLOADED)).isEmpty();
    assertThat(settled(passes(WITHIN).subList(1, 2))).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void whoSaysThatItHasNoSuchServiceIsNotAskedAgain() {
    List<Effect<String>> sent = begin(new Policy.ToNode(world.node(2)), true);
    assertThat(refuse(one(sent), Refusal.NO_SERVICE)).isEmpty();
    assertThat(passes(PAUSE)).isEmpty();
    world.directory.heard(world.node(2), List.of(World.SERVICE));
    assertThat(sentTo(passes(PAUSE))).isEqualTo(world.node(2));
  }

  @Test
  void aKeyGoesToItsOwnersInTheirOrderAndToNobodyElse() {
    world.owners = key -> new Owners.Preference(7, List.of(world.node(3), world.node(1)));
    List<Effect<String>> sent = begin(new Policy.ByKey("k"), false);
    assertThat(sentTo(sent)).isEqualTo(world.node(3));
    assertThat(((Effect.Send<String>) sent.get(0)).epoch()).isEqualTo(7);
    sent = refuse(one(sent), Refusal.OVERLOADED);
    assertThat(sentTo(sent)).isEqualTo(world.node(1));
    assertThat(refuse(one(sent), Refusal.OVERLOADED)).isEmpty();
    world.owners = key -> new Owners.Preference(8, List.of(world.node(2)));
    assertThat(sentTo(passes(PAUSE))).isEqualTo(world.node(2));
  }

  @Test
  void theOwnerThatIsUnreachableIsStoodInForByTheNextOne() {
    world.owners = key -> new Owners.Preference(7, List.of(world.node(3), world.node(1)));
    world.unreachable.add(world.node(3));
    assertThat(sentTo(begin(new Policy.ByKey("k"), false))).isEqualTo(world.node(1));
  }

  @Test
  void theRoundGoesOnWhereverItWasWhenNodesComeAndGo() {
    assertThat(sentTo(begin(ROUND, true))).isEqualTo(world.node(1));
    assertThat(sentTo(begin(ROUND, true))).isEqualTo(world.node(2));
    world.unreachable.add(world.node(3));
    assertThat(sentTo(begin(ROUND, true))).isEqualTo(world.node(1));
    world.unreachable.clear();
    world.unreachable.add(world.node(2));
    assertThat(sentTo(begin(ROUND, true))).isEqualTo(world.node(3));
  }

  @Test
  void theLessLoadedIsChosenAndOpenRequestsCount() {
    world.unreachable.add(world.node(3));
    world.loads.put(world.node(1), 0.5);
    world.loads.put(world.node(2), 0.42);
    List<Effect<String>> first = begin(new Policy.LeastLoaded(), true);
    assertThat(sentTo(first)).isEqualTo(world.node(2));
    List<Effect<String>> second = begin(new Policy.LeastLoaded(), true);
    assertThat(sentTo(second)).isEqualTo(world.node(2));
    assertThat(sentTo(begin(new Policy.LeastLoaded(), true))).isEqualTo(world.node(1));
    routing.finished(one(first), "r");
    routing.finished(one(second), "r");
    assertThat(sentTo(begin(new Policy.LeastLoaded(), true))).isEqualTo(world.node(2));
  }

  @Test
  void unknownLoadIsTheMiddle() {
    world.unreachable.add(world.node(3));
    world.loads.put(world.node(1), 0.5);
    world.directory.heard(world.node(2), List.of(World.SERVICE));
    List<Effect<String>> first = begin(new Policy.LeastLoaded(), true);
    assertThat(sentTo(begin(new Policy.LeastLoaded(), true))).isNotEqualTo(sentTo(first));
  }

  @Test
  void boundsAreInCountAndBytesAndSaySo() {
    routing = new Routing<>(SMALL, new SplittableRandom(1));
    begin(ROUND, true);
    begin(ROUND, true);
    assertThat(settled(begin(ROUND, true)))
        .isEqualTo(
            new Outcome.Rejected(Reason.OVERLOADED, "2 routes of 20 bytes are open on this node"));
    routing = new Routing<>(new RouteLimits(9, 15, 15, 4, 0.3, 1, 0), new SplittableRandom(1));
    List<Effect<String>> sent = begin(ROUND, true);
    assertThat(settled(begin(ROUND, true))).isInstanceOf(Outcome.Rejected.class);
    routing.finished(one(sent), "r");
    assertThat(sentTo(begin(ROUND, true))).isEqualTo(world.node(2));
    Request large =
        new Request(World.SERVICE, ROUND, new Freight(0, "", new byte[16]), true, WITHIN);
    assertThat(settled(routing.begin(large, "caller", world.scene())))
        .isEqualTo(new Outcome.Rejected(Reason.INVALID, "a message of 16 bytes is larger than 15"));
  }

  @Test
  void whoeverWaitedWhenTheHostDiedHearsWhatIsCertain() {
    world.nodes.forEach(node -> world.directory.heard(node, List.of()));
    begin(ROUND, true);
    assertThat(settled(routing.abandon())).isInstanceOf(Outcome.Rejected.class);
    world.directory.heard(world.node(1), List.of(World.SERVICE));
    Routing.Try sent = one(begin(ROUND, true));
    assertThat(settled(routing.abandon())).isInstanceOf(Outcome.Unknown.class);
    assertThat(routing.finished(sent, "r")).isEmpty();
    assertThat(routing.counts()).isEqualTo(new Routing.Counts(2, 0, 1, 1, 0, 1, 0, 0, 1));
  }
}
