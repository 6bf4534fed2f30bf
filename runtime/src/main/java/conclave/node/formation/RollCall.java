package conclave.node.formation;

import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The founder's proof that all peers were empty at one and the same moment. One round would not do:
 * a peer that said "empty" early may have joined a former founder's cluster before the last one
 * answered, and two wiped disks of five could then lose what that cluster committed. So the same
 * directories must answer twice, the second time to a challenge that was issued after the first
 * round was complete: at that moment, each of them existed and held nothing.
 */
class RollCall {

  private final Set<String> expected;
  private final SortedMap<String, NodeId> answers = new TreeMap<>();
  private SortedMap<String, NodeId> formerRound = new TreeMap<>();
  private long challenge;

  /**
   * @param expected the names of all peers but the founder
   * @param random where challenges start, so that those of a former life are not met again
   */
  RollCall(Set<String> expected, RandomGenerator random) {
    this.expected = Set.copyOf(expected);
    this.challenge = random.nextLong(1, Long.MAX_VALUE / 2);
  }

  /** What an answer must echo to count in this round. */
  final long challenge() {
    return challenge;
  }

  /** Notes that this directory is empty, if it says so to this round's challenge. */
  void answered(Hello hello) {
    if (hello.echo() == challenge && hello.past() == null) {
      accept(hello.sender());
    }
  }

  final void accept(NodeId empty) {
    if (expected.contains(empty.name())) {
      answers.put(empty.name(), empty);
    }
  }

  final int size() {
    return answers.size();
  }

  final SortedMap<String, NodeId> formerRound() {
    return formerRound;
  }

  /** Whether everybody answered this round. */
  boolean complete() {
    return size() == expected.size();
  }

  /**
   * Closes a complete round.
   *
   * @return all peers but the founder, if they are the ones of the round before; else empty, and a
   *     new round has begun
   */
  Optional<SortedMap<String, NodeId>> close() {
    if (answers.equals(formerRound)) {
      return Optional.of(new TreeMap<>(answers));
    }
    formerRound = new TreeMap<>(answers);
    answers.clear();
    challenge++;
    return Optional.empty();
  }
}
