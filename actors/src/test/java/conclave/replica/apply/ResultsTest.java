package conclave.replica.apply;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.Result;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final Wire.Sender ORIGIN = Wire.Sender.member(new NodeId("n2", 2));

  private final List<Wire.Results> sent = new ArrayList<>();
  private final Results results =
      new Results(
          "g",
          new Peers() {
            @Override
            public void tell(NodeId to, Wire.ForReplica message) {
              throw new AssertionError(message);
            }

            @Override
            public void tell(Wire.Sender to, Wire.ForGateway message) {
              assertThat(to).isEqualTo(ORIGIN);
              sent.add((Wire.Results) message);
            }
          });

  private static EntryId at(long term, long index) {
    return new EntryId(term, index);
  }

  private void applied(long term, long index) {
    results.applied(at(term, index), new Result.Ok(new byte[] {(byte) index}));
  }

  private void expect(long term, long first, int count, long batch) {
    results.expect(new Applier.Expect(at(term, first), count, ORIGIN, batch));
  }

  @Test
  void aBatchIsAnsweredInAsManyPartsAsItWasApplied() {
    expect(1, 5, 3, 9);
    applied(1, 4);
    applied(1, 5);
    results.flush();
    applied(1, 6);
    applied(1, 7);
    applied(1, 8);
    results.flush();
    assertThat(sent).extracting(Wire.Results::first).containsExactly(0, 1);
    assertThat(sent.get(1).results()).hasSize(2);
  }

  @Test
  void anEntryOfAnotherTermAtThatIndexIsNobodysResult() {
    expect(1, 5, 2, 9);
    applied(2, 5);
    applied(2, 6);
    results.flush();
    assertThat(sent).isEmpty();
  }

  @Test
  void aHigherTermReplacesWhatWasExpectedFromThereOn() {
    expect(1, 5, 2, 9);
    expect(1, 7, 2, 10);
    expect(3, 6, 2, 11);
    applied(1, 5);
    applied(3, 6);
    applied(3, 7);
    applied(3, 8);
    results.flush();
    assertThat(sent).extracting(Wire.Results::batch).containsExactly(9L, 11L);
    assertThat(sent.get(0).results()).hasSize(1);
  }

  @Test
  void twoBatchesInARowAreKeptApart() {
    expect(1, 1, 1, 1);
    expect(1, 2, 1, 2);
    applied(1, 1);
    applied(1, 2);
    results.flush();
    assertThat(sent).extracting(Wire.Results::batch).containsExactly(1L, 2L);
  }
}
