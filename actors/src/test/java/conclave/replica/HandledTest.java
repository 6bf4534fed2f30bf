package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.UnhandledMessage;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.SnapshotId;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySession;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Standing;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.serialization.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each message that a node may get from another one has somebody who takes it. */
class HandledTest {

  /** Nobody takes this, which shows that such a message would be noticed. */
  private record Planted() {}

  private static final EntryId AT = new EntryId(1, 1);

  private static List<Object> forReplicas() {
    List<Message> raft =
        List.of(
            new Message.PreVote(1, AT),
            new Message.PreVoteReply(1, true),
            new Message.Vote(1, AT),
            new Message.VoteReply(1, true),
            new Message.TimeoutNow(1, AT),
            new Message.Append(1, 1, EntryId.NONE, List.of(), 0),
            new Message.AppendReply(1, 1, true, AT),
            new Message.ReadIndex(1, 1),
            new Message.ReadIndexReply(1, 1, 1),
            new Message.SnapshotChunk(
                1, new SnapshotId(AT, Configuration.of(A)), 0, new byte[1], true),
            new Message.SnapshotReply(1, AT, 1, true),
            new Message.SnapshotWanted(1, AT),
            new Message.SnapshotOffer(1, new SnapshotId(AT, Configuration.of(A)), 1, 1),
            new Message.Removed(1, 1),
            new Message.Audit(1, AT),
            new Message.AuditReply(1, new Fingerprint(AT, List.of())),
            new Message.AuditVerdict(1, new Fingerprint(AT, List.of())));
    covers(Message.class, raft);
    List<Object> samples = new ArrayList<>();
    raft.forEach(message -> samples.add(new Wire.ToReplica(Stage.GROUP, B, A, message)));
    samples.add(new Wire.Submit(Stage.GROUP, Wire.Sender.member(B), 1, List.of(new byte[1])));
    samples.add(
        new Wire.Ask(
            Stage.GROUP,
            Wire.Sender.member(B),
            1,
            true,
            List.of(new Wire.Question("map", new byte[1]))));
    covers(Wire.ForReplica.class, samples);
    return samples;
  }

  private static List<Object> forGateways() {
    List<Object> samples =
        List.of(
            new Wire.Results(Stage.GROUP, 1, 0, List.of(new byte[1])),
            new Wire.Answers(Stage.GROUP, 1, 0, List.of(Optional.empty())),
            new Wire.AskFailed(Stage.GROUP, 1),
            new Wire.Refused(Stage.GROUP, 1, Wire.Reason.OVERLOADED, Optional.empty()));
    covers(Wire.ForGateway.class, samples);
    return samples;
  }

  /** A new kind of message must have its sample here. */
  private static void covers(Class<?> sealed, List<?> samples) {
    Set<Class<?>> classes = new LinkedHashSet<>();
    samples.forEach(sample -> classes.add(sample.getClass()));
    assertThat(sealed.isSealed()).isTrue();
    assertThat(classes).containsExactlyInAnyOrderElementsOf(kinds(sealed));
  }

  private static List<Class<?>> kinds(Class<?> sealed) {
    List<Class<?>> kinds = new ArrayList<>();
    for (Class<?> kind : sealed.getPermittedSubclasses()) {
      if (kind.isSealed()) {
        kinds.addAll(kinds(kind));
      } else {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static void takesAll(
      TestProbe<UnhandledMessage> unhandled, ActorRef<Object> actor, List<Object> samples) {
    samples.forEach(actor::tell);
    Planted planted = new Planted();
    actor.tell(planted);
    assertThat(unhandled.receiveMessage().getMessage()).isSameAs(planted);
    System.out.printf(
        "%s takes %d messages: %s%n",
        actor.path().name(),
        samples.size(),
        Arrays.toString(samples.stream().map(s -> s.getClass().getSimpleName()).toArray()));
  }

  @Test
  void aReplicaTakesWhateverReplicasAndGatewaysSendToIt() {
    List<Object> samples = forReplicas();
    try (ReplicaBench bench = new ReplicaBench(A, B, C)) {
      TestProbe<UnhandledMessage> unhandled = bench.stage.kit().createUnhandledMessageProbe();
      takesAll(unhandled, bench.open().replica, samples);
    }
  }

  @Test
  void aGatewayTakesWhateverReplicasSendToIt() {
    List<Object> samples = new ArrayList<>(forGateways());
    samples.add(new LeaderIs(1, Optional.of(B)));
    try (Stage stage = new Stage()) {
      TestProbe<UnhandledMessage> unhandled = stage.kit().createUnhandledMessageProbe();
      Gateway.Setup setup =
          new Gateway.Setup(
              Stage.GROUP,
              new Standing.Member(A),
              new GatewaySettings(10, 1_000, 1, 1_000, 1, 1, 1, 1),
              new GatewaySession(new SplittableRandom(1)),
              stage::nanos,
              new Post(stage.probe(Post.Letter.class).ref()));
      takesAll(unhandled, stage.kit().spawn(Gateway.create(setup), "gateway"), samples);
    }
  }
}
