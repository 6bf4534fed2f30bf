package conclave.replica.apply;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.replica.journal.JournalWriter;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The index that an applier reports is that of its machines, not that of what waits. */
class AppliedIndexTest {

  private static final Peers NOBODY =
      new Peers() {
        @Override
        public void tell(NodeId to, Wire.ForReplica message) {}

        @Override
        public void tell(Wire.Sender to, Wire.ForGateway message) {}
      };

  private final BehaviorTestKit<Applier.Command> applier =
      BehaviorTestKit.create(
          Applier.create(
              new Applier.Setup(
                  "g",
                  () -> new Machines(SessionLimits.STANDARD, Map.of()),
                  NOBODY,
                  TestInbox.<JournalWriter.Command>create().getRef(),
                  TestInbox.<News>create().getRef(),
                  1)));

  private long applied() {
    long[] told = {-1};
    applier.run(new Applier.TellApplied(index -> told[0] = index));
    return told[0];
  }

  @Test
  void whatWaitsIsNotApplied() {
    assertThat(applied()).isZero();
    List<Entry> committed =
        LongStream.rangeClosed(1, 3_000)
            .mapToObj(i -> new Entry(new EntryId(1, i), Entry.Kind.NOOP, new byte[0]))
            .toList();
    applier.run(new Applier.Apply(committed));
    assertThat(applied()).isEqualTo(1_024);
    while (applier.selfInbox().hasMessages()) {
      applier.runOne();
    }
    assertThat(applied()).isEqualTo(3_000);
  }

  @Test
  void machinesThatAreLoadedHaveAppliedNothing() {
    applier.run(
        new Applier.Apply(List.of(new Entry(new EntryId(1, 1), Entry.Kind.NOOP, new byte[0]))));
    assertThat(applied()).isEqualTo(1);
    Configuration alone = new Configuration(List.of(new NodeId("n1", 1)), List.of());
    applier.run(new Applier.Restore(new SnapshotId(new EntryId(2, 9), alone)));
    assertThat(applied()).isZero();
  }
}
