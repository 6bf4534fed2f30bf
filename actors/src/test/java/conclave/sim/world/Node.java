package conclave.sim.world;

import conclave.raft.Acceptor;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.sim.disk.SimDisk;
import java.util.List;
import java.util.Optional;

/** One node: a disk that outlives its processes, and a process that may be dead. */
public interface Node {

  World world();

  NodeId id();

  SimDisk disk();

  /** Whether a process runs. */
  boolean running();

  // What can be done to it.

  /** Starts a process on what the disk holds. */
  void start();

  /** Kill -9: nothing of the process runs again, and the disk keeps what it likes. */
  void crash();

  /** The process stands still for so long. */
  void pause(long nanos);

  /** The clock goes forward at once, as after the machine was asleep; false if it can't. */
  default boolean jump(long nanos) {
    return false;
  }

  /**
   * The process dies and the disk is gone. Its successor is empty, and so is somebody else, unless
   * a bug says not.
   */
  void wipe(boolean keepsName);

  /**
   * The replica dies and is built anew from the journal, in the same process; false if it can't.
   */
  boolean killReplica();

  /** The campaign or the leadership dies; false where there is none. */
  boolean killProposer();

  /** The machines die and are built anew; false where there are none. */
  boolean killApplier();

  /** All snapshot transfers die; false where there is none. */
  boolean killTransfers();

  /** The gateway dies and is restarted in place; false where there is none. */
  default boolean killGateway() {
    return false;
  }

  /** The front of the journal dies, with what waits in it; false where there is none. */
  default boolean killJournalWriter() {
    return false;
  }

  /** Asks the replica to hand over; false where there is none. */
  boolean handOver(Optional<String> to);

  /** Asks the replica for other members; false where there is none, or if it can't. */
  default boolean changeMembers(Change change) {
    return false;
  }

  /** So many copies of this command arrive at once, from nobody. */
  void flood(byte[] command, int copies);

  // What can be seen of it.

  /** To whom it sends a snapshot now, as far as can be told. */
  default List<NodeId> receivers() {
    return List.of();
  }

  /** The present life of its replica; empty while there is none. */
  Optional<Acceptor> acceptor();

  /** What its disk holds for certain. */
  DurableTruth truth();

  /** The term of the entry before the one that it writes at {@code index}, or -1 if unknown. */
  long termBefore(long index);

  default boolean leads() {
    return acceptor().filter(acceptor -> acceptor.role() == Acceptor.Role.LEADER).isPresent();
  }

  /** Whether its log includes that entry, or has compacted it and so has applied it. */
  default boolean holds(EntryId entry) {
    Acceptor acceptor = acceptor().orElseThrow();
    long term = acceptor.termAt(entry.index());
    return term == entry.term() || term < 0 && entry.index() <= acceptor.commit();
  }
}
