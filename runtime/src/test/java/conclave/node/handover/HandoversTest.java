package conclave.node.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.node.handover.Verdict.Kind;
import conclave.raft.Handover.Outcome;
import conclave.raft.log.NodeId;
import conclave.replica.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** This node's replica and the leader's desk are probes. */
class HandoversTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final TestProbe<Object> replica = KIT.createTestProbe();
  private final TestProbe<Handovers.Command> leader = KIT.createTestProbe();
  private final TestProbe<Verdict> caller = KIT.createTestProbe();
  private volatile Optional<String> waitsFor = Optional.empty();
  private final ActorRef<Handovers.Command> handovers =
      KIT.spawn(
          Handovers.create(
              new Handovers.Setup(
                  List.of("p0"),
                  () -> waitsFor,
                  (group, message) -> replica.ref().tell(message),
                  node -> node.equals(N2) ? Optional.of(leader.ref()) : Optional.empty())));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private Wish wish(String group, boolean passedOn) {
    return new Wish(group, "n3", passedOn, 20_000, caller.ref());
  }

  private Replica.HandOver asked() {
    return (Replica.HandOver) replica.receiveMessage(PATIENCE);
  }

  private Verdict verdict() {
    return caller.receiveMessage(PATIENCE);
  }

  @Test
  void theReplicaThatLeadsSaysWhatBecameOfIt() {
    handovers.tell(wish("p0", false));
    Replica.HandOver asked = asked();
    assertThat(asked.to()).contains("n3");
    asked.replyTo().tell(new Outcome.Done(N3));
    assertThat(verdict()).isEqualTo(new Verdict(Kind.DONE, "n3"));

    handovers.tell(wish("p0", true));
    asked().replyTo().tell(new Outcome.Failed("n3 does not answer n1"));
    assertThat(verdict()).isEqualTo(new Verdict(Kind.FAILED, "n3 does not answer n1"));
  }

  @Test
  void aNodeThatDoesNotLeadPassesItOnOnce() {
    handovers.tell(wish("p0", false));
    asked().replyTo().tell(new Outcome.Elsewhere(Optional.of(N2)));
    leader.expectMessage(PATIENCE, wish("p0", true));

    handovers.tell(wish("p0", true));
    asked().replyTo().tell(new Outcome.Elsewhere(Optional.of(N2)));
    assertThat(verdict()).isEqualTo(new Verdict(Kind.NO_LEADER, "no leader of group p0 was found"));
    leader.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void whereNobodyIsKnownToLeadNothingIsBegun() {
    handovers.tell(wish("p0", false));
    asked().replyTo().tell(new Outcome.Elsewhere(Optional.empty()));
    assertThat(verdict().kind()).isEqualTo(Kind.NO_LEADER);

    handovers.tell(wish("p0", false));
    asked().replyTo().tell(new Outcome.Elsewhere(Optional.of(N3)));
    assertThat(verdict().kind()).as("at no known address").isEqualTo(Kind.NO_LEADER);

    handovers.tell(wish("p9", false));
    assertThat(verdict().kind()).isEqualTo(Kind.NO_GROUP);

    waitsFor = Optional.of("this node is in no cluster yet");
    handovers.tell(wish("p0", false));
    assertThat(verdict()).isEqualTo(new Verdict(Kind.NO_LEADER, "this node is in no cluster yet"));
    replica.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void moreThanAFewAtATimeAreRefused() {
    for (int i = 0; i < 64; i++) {
      handovers.tell(wish("p0", false));
    }
    handovers.tell(wish("p0", false));
    assertThat(verdict()).isEqualTo(new Verdict(Kind.OVERLOADED, "64 handovers are under way"));
    for (int i = 0; i < 64; i++) {
      asked().replyTo().tell(new Outcome.Done(N3));
    }
    assertThat(caller.receiveSeveralMessages(64, PATIENCE)).hasSize(64);
  }

  @Test
  void wishesAndVerdictsAreWrittenAsCbor() {
    SerializationTestKit wire = KIT.serializationTestKit();
    wire.verifySerialization(wish("p0", true), true);
    wire.verifySerialization(new Verdict(Kind.FAILED, "no"), true);
  }
}
