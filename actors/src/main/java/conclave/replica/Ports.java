package conclave.replica;

import conclave.raft.RaftEvent;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Pace;
import conclave.replica.peers.Peers;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What the actors of a node are given instead of reaching for it; a deterministic host gives them
 * its own.
 *
 * @param self this node
 * @param nanoClock a monotonic clock in nanoseconds; called from any thread
 * @param random where seeds are drawn; each actor gets its own, made from it
 * @param peers the way to other nodes
 * @param observer hears what happens in a group, by the group's name; called from any thread and
 *     must not block
 * @param pace of all snapshots that this node sends
 * @param snapshotEvery a snapshot is taken after so long, if there is anything new
 * @param reluctant whether another node should lead a group, by the group's name; called from any
 *     thread and must not block
 * @param auditEvery how often a leader compares the machines of all members; zero: never
 */
public record Ports(
    NodeId self,
    LongSupplier nanoClock,
    RandomGenerator random,
    Peers peers,
    BiConsumer<String, RaftEvent> observer,
    Pace pace,
    Duration snapshotEvery,
    Predicate<String> reluctant,
    Duration auditEvery) {

  /** The same with another source of seeds. */
  public Ports withRandom(RandomGenerator other) {
    return new Ports(
        self, nanoClock, other, peers, observer, pace, snapshotEvery, reluctant, auditEvery);
  }
}
