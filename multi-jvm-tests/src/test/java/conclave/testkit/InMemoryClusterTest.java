package conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.election.LeaderElection;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Locks and elections in memory, and what can happen to whoever uses them. */
class InMemoryClusterTest {

  private static final LockName LOCK = new LockName(Space.LOCK, "l");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ActorTestKit testKit = ActorTestKit.create(InMemoryCluster.config());
  private final InMemoryCluster cluster = InMemoryCluster.start(testKit.system());
  private final TestProbe<Locks.Reply> replies = testKit.createTestProbe();
  private final TestProbe<LockHolder.Event> holder = testKit.createTestProbe();

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private void acquire(String node, String owner, Duration wait) {
    cluster
        .services(node)
        .locks()
        .tell(new Locks.Acquire(LOCK, owner, MINUTE, wait, wait.plusSeconds(2), replies.ref()));
  }

  private <R extends Locks.Reply> R replied(Class<R> type) {
    return type.cast(replies.receiveMessage(Duration.ZERO));
  }

  private void hold(String owner) {
    cluster
        .services()
        .locks()
        .tell(new Locks.Hold(LOCK, owner, Duration.ofSeconds(3), MINUTE, holder.ref()));
  }

  private <E extends LockHolder.Event> E held(Class<E> type) {
    return type.cast(holder.receiveMessage(Duration.ZERO));
  }

  @Test
  void owners_of_all_nodes_meet_at_one_lock() {
    acquire("n1", "a", Duration.ZERO);
    long token = replied(Locks.Granted.class).token();
    assertThat(cluster.lock("l").token()).hasValue(token);
    acquire("n2", "b", Duration.ZERO);
    assertThat(replied(Locks.Locked.class).owner()).isEqualTo("a");
    acquire("n3", "c", MINUTE);
    replies.expectNoMessage(Duration.ZERO);
    assertThat(cluster.lock("l").waiters()).containsExactly("c");
    cluster.lock("l").release();
    assertThat(replied(Locks.Granted.class).token()).isGreaterThan(token);
    assertThat(cluster.lock("l").holder()).contains("c");
  }

  @Test
  void a_wait_ends_at_its_time() {
    cluster.lock("l").take("rival");
    acquire("n1", "a", Duration.ofSeconds(5));
    cluster.advance(Duration.ofMillis(4_999));
    replies.expectNoMessage(Duration.ZERO);
    cluster.advance(Duration.ofMillis(30));
    assertThat(replied(Locks.Locked.class).owner()).isEqualTo("rival");
    assertThat(cluster.lock("l").waiters()).isEmpty();
  }

  @Test
  void a_grant_ends_when_nobody_renews_it() {
    acquire("n1", "a", Duration.ZERO);
    cluster.advance(MINUTE);
    assertThat(cluster.lock("l").holder()).contains("a");
    cluster.advance(SECOND);
    assertThat(cluster.lock("l").holder()).isEmpty();
    assertThat(cluster.lock("l").token()).isEmpty();
  }

  @Test
  void a_holder_is_told_at_its_next_renewal_that_the_lock_was_ended() {
    hold("a");
    held(LockHolder.Held.class);
    cluster.lock("l").expire();
    assertThat(cluster.lock("l").holder()).isEmpty();
    holder.expectNoMessage(Duration.ZERO);
    cluster.advance(SECOND);
    held(LockHolder.Lost.class);
  }

  @Test
  void an_owner_outside_waits_its_turn_or_takes_it() {
    cluster.lock("l").join("first");
    cluster.lock("l").join("second");
    acquire("n1", "a", MINUTE);
    cluster.lock("l").join("last");
    assertThat(cluster.lock("l").waiters()).containsExactly("second", "a", "last");
    cluster.lock("l").release();
    assertThat(cluster.lock("l").holder()).contains("second");
    cluster.advance(Duration.ofSeconds(30));
    assertThat(cluster.lock("l").holder()).contains("second");
    long token = cluster.lock("l").take("bully");
    assertThat(cluster.lock("l").holder()).contains("bully");
    assertThat(cluster.lock("l").token()).hasValue(token);
    assertThat(cluster.lock("l").waiters()).doesNotContain("second", "last");
    cluster.lock("l").release();
    replied(Locks.Granted.class);
  }

  @Test
  void without_a_majority_requests_are_rejected_by_their_deadline() {
    cluster.loseMajority();
    acquire("n1", "a", Duration.ZERO);
    cluster.advance(Duration.ofMillis(1_999));
    replies.expectNoMessage(Duration.ZERO);
    cluster.advance(Duration.ofMillis(30));
    assertThat(replied(Locks.Rejected.class).reason()).isEqualTo(Outcome.Reason.NO_LEADER);
    assertThatThrownBy(() -> cluster.lock("l").take("rival"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("restoreMajority() first");
    cluster.restoreMajority();
    acquire("n1", "a", Duration.ZERO);
    replied(Locks.Granted.class);
  }

  @Test
  void a_new_leader_gives_a_grant_its_whole_time_afresh() {
    acquire("n1", "a", Duration.ZERO);
    cluster.loseMajority();
    cluster.advance(Duration.ofMinutes(5));
    cluster.restoreMajority();
    cluster.advance(Duration.ofSeconds(59));
    assertThat(cluster.lock("l").holder()).contains("a");
    cluster.advance(Duration.ofSeconds(2));
    assertThat(cluster.lock("l").holder()).isEmpty();
  }

  @Test
  void in_a_pause_the_lock_goes_on_to_others_and_its_holder_hears_that_first() {
    hold("a");
    long token = held(LockHolder.Held.class).handle().token();
    cluster.lock("l").join("rival");
    cluster.pause(Duration.ofSeconds(2));
    holder.expectNoMessage(Duration.ZERO);
    assertThat(cluster.lock("l").holder()).contains("a");
    cluster.pause(Duration.ofSeconds(4));
    held(LockHolder.Lost.class);
    assertThat(cluster.lock("l").holder()).contains("rival");
    assertThat(cluster.lock("l").token().orElseThrow()).isGreaterThan(token);
  }

  @Test
  void an_outcome_may_be_forgotten_done_or_not() {
    cluster.node("n1").forgetNextOutcome(InMemoryNode.Fate.NOT_DONE);
    acquire("n1", "a", Duration.ZERO);
    replied(Locks.Unknown.class);
    assertThat(cluster.lock("l").holder()).isEmpty();
    cluster.node("n1").forgetNextOutcome(InMemoryNode.Fate.DONE);
    acquire("n1", "a", Duration.ZERO);
    replied(Locks.Unknown.class);
    assertThat(cluster.lock("l").holder()).contains("a");
    acquire("n1", "a", Duration.ZERO);
    assertThat(replied(Locks.Granted.class).token())
        .isEqualTo(cluster.lock("l").token().orElseThrow());
  }

  @Test
  void the_elected_is_deposed_and_observers_of_every_node_hear_it() {
    TestProbe<LeaderElection.Event> candidate = testKit.createTestProbe();
    TestProbe<LeaderElection.Observation> observer = testKit.createTestProbe();
    cluster.services("n3").elections().tell(new LeaderElection.Observe("e", observer.ref()));
    observer.expectMessage(Duration.ZERO, new LeaderElection.LeaderChanged("e", Optional.empty()));
    cluster.services("n1").elections().tell(new LeaderElection.Campaign("e", "c", candidate.ref()));
    long epoch = cluster.election("e").epoch().orElseThrow();
    candidate.expectMessage(Duration.ZERO, new LeaderElection.Elected("e", epoch));
    assertLeads(observer, "c", epoch);

    long next = cluster.election("e").elect("rival");
    assertThat(cluster.election("e").leader()).contains("rival");
    observer.expectMessage(Duration.ZERO, new LeaderElection.LeaderChanged("e", Optional.empty()));
    assertLeads(observer, "rival", next);
    cluster.advance(SECOND);
    assertThat(candidate.receiveMessage(Duration.ZERO)).isInstanceOf(LeaderElection.Deposed.class);
    assertThat(cluster.election("e").candidates()).containsExactly("c");

    cluster.election("e").depose();
    long last = cluster.election("e").epoch().orElseThrow();
    candidate.expectMessage(Duration.ZERO, new LeaderElection.Elected("e", last));
    assertThat(List.of(epoch, next, last)).isSorted().doesNotHaveDuplicates();
  }

  private static void assertLeads(
      TestProbe<LeaderElection.Observation> observer, String candidate, long epoch) {
    observer.expectMessage(
        Duration.ZERO,
        new LeaderElection.LeaderChanged(
            "e", Optional.of(new LeaderElection.Leader(candidate, epoch))));
  }

  @Test
  void a_node_that_was_cut_off_learns_afterwards_what_it_missed() {
    TestProbe<LeaderElection.Observation> observer = testKit.createTestProbe();
    cluster.services("n3").elections().tell(new LeaderElection.Observe("e", observer.ref()));
    observer.receiveMessage(Duration.ZERO);
    cluster.node("n3").cutOff();
    long epoch = cluster.election("e").elect("rival");
    acquire("n3", "a", Duration.ZERO);
    cluster.advance(Duration.ofSeconds(3));
    assertThat(replies.receiveMessage(Duration.ZERO)).isInstanceOf(Locks.Unknown.class);
    observer.expectNoMessage(Duration.ZERO);
    cluster.node("n3").heal();
    assertLeads(observer, "rival", epoch);
    acquire("n3", "a", Duration.ZERO);
    replied(Locks.Granted.class);
  }

  @Test
  void a_closed_cluster_makes_way_for_another_one() {
    hold("a");
    held(LockHolder.Held.class);
    cluster.close();
    held(LockHolder.Lost.class);
    try (InMemoryCluster another = InMemoryCluster.start(testKit.system(), List.of("x", "y"))) {
      assertThat(another.lock("l").holder()).isEmpty();
      assertThat(another.lock("l").take("b")).isEqualTo(1);
      assertThat(another.node("y")).hasToString("y");
      another.advance(MINUTE);
    }
  }

  @Test
  void nodes_and_endings_that_are_not_there_are_named() {
    assertThatThrownBy(() -> cluster.node("n9")).hasMessage("no node n9 among [n1, n2, n3]");
    assertThatThrownBy(() -> cluster.lock("l").expire())
        .hasMessage("nobody holds l: nothing to end");
    assertThatThrownBy(() -> InMemoryCluster.start(testKit.system(), List.of("N1")))
        .hasMessageContaining("1 to 16 of a-z, 0-9 and -: [N1]");
    assertThatThrownBy(() -> InMemoryCluster.start(testKit.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("close it before another is started");
  }
}
