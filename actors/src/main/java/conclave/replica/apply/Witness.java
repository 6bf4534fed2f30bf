package conclave.replica.apply;

import akka.actor.typed.ActorRef;
import conclave.machine.Machines;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has the machines fingerprinted at exactly the entry that was asked for: frozen in a moment, and
 * hashed on the snapshot thread while they go on.
 */
final class Witness {
  private final String group;
  private final ActorRef<JournalWriter.Command> journal;
  private final ActorRef<SnapshotNotice> self;
  private final Consumer<String> complaints;
  private EntryId awaited = EntryId.NONE;
  private EntryId hashing = EntryId.NONE;

  /**
   * @param complaints takes a sentence about machines that cannot be saved
   */
  Witness(
      String group,
      ActorRef<JournalWriter.Command> journal,
      ActorRef<SnapshotNotice> self,
      Consumer<String> complaints) {
    this.group = group;
    this.journal = journal;
    this.self = self;
    this.complaints = complaints;
  }

  /** The former wish is forgotten. */
  void summon(EntryId at) {
    awaited = at;
  }

  /** The machines have gone on, or somebody asks. */
  void look(Machines machines) {
    if (awaited.equals(EntryId.NONE) || machines.lastApplied() < awaited.index()) {
      return;
    }
    boolean there = machines.lastAppliedId().equals(awaited);
    awaited = EntryId.NONE;
    if (there) {
      freeze(machines);
    }
  }

  private void freeze(Machines machines) {
    try {
      hashing = machines.lastAppliedId();
      journal.tell(new SnapshotWork.Digest(group, machines.freeze(), self));
    } catch (IOException e) {
      complaints.accept("no fingerprint at %s: %s".formatted(hashing, e.getMessage()));
    }
  }

  /** Other machines: what is found out about the former ones is of no use. */
  void forget() {
    hashing = EntryId.NONE;
  }

  /** Of the present machines, where it could be made. */
  Optional<Fingerprint> found(SnapshotNotice.Digested digested) {
    if (!digested.at().equals(hashing)) {
      return Optional.empty();
    }
    digested
        .failure()
        .ifPresent(why -> complaints.accept("no fingerprint at %s: %s".formatted(hashing, why)));
    hashing = EntryId.NONE;
    return digested.fingerprint();
  }
}
