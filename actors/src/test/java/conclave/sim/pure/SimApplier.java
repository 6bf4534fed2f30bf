package conclave.sim.pure;

import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.map.table.MapTable;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.sim.Mailbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Hosts the machines of one node: applies, answers, restores, saves. */
final class SimApplier {

  private record Expected(long term, SimReplica.Caller caller) {}

  private record Waiting(long index, byte[] query, SimReplica.Caller caller) {}

  private final SimReplica replica;
  private final SimNode node;
  private final Mailbox mailbox;
  private final NavigableMap<Long, Expected> expected = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private Machines machines;

  SimApplier(SimReplica replica, SimNode node) {
    this.replica = replica;
    this.node = node;
    this.mailbox = replica.mailboxOfPart();
    this.machines = node.world().newMachines();
  }

  void stop() {
    mailbox.life().end();
  }

  /** The caller of the command at {@code id} waits for its result. */
  void expect(EntryId id, SimReplica.Caller caller) {
    mailbox.tell(() -> expected.put(id.index(), new Expected(id.term(), caller)));
  }

  void apply(List<Entry> committed) {
    mailbox.tell(
        () -> {
          committed.forEach(this::applyOne);
          answerWaiting();
        });
  }

  private void applyOne(Entry entry) {
    if (entry.index() <= machines.lastApplied()) {
      return;
    }
    Result result = machines.apply(entry);
    node.invariants().applied(node, entry, machines.historyHash());
    Expected caller = expected.remove(entry.index());
    if (caller != null && caller.term() == entry.term()) {
      caller.caller().done(result.encode());
    }
  }

  void query(long index, byte[] query, SimReplica.Caller caller) {
    mailbox.tell(
        () -> {
          waiting.add(new Waiting(index, query, caller));
          answerWaiting();
        });
  }

  /** Shows the machines to a role beside them. */
  void look(Consumer<Machines> role) {
    mailbox.tell(() -> role.accept(machines));
  }

  private void answerWaiting() {
    for (Iterator<Waiting> i = waiting.iterator(); i.hasNext(); ) {
      Waiting next = i.next();
      if (next.index() <= machines.lastApplied()) {
        i.remove();
        next.caller().done(machines.query(MapTable.NAME, next.query()).encode());
      }
    }
  }

  void restore(SnapshotId snapshot) {
    mailbox.tell(
        () -> {
          SimJournal.Kept kept =
              node.journal()
                  .keptFrom(snapshot.last())
                  .orElseThrow(() -> new IllegalStateException("no snapshot for " + snapshot));
          machines = node.world().newMachines();
          expected.clear();
          try {
            machines.load(new ByteArrayInputStream(kept.content()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          node.invariants().restored(node, machines.lastAppliedId(), machines.historyHash());
        });
  }

  void takeSnapshot(SnapshotId at) {
    mailbox.tell(
        () -> {
          if (!machines.lastAppliedId().equals(at.last())) {
            replica.tell(a -> a.snapshotTaken(Optional.empty()));
            return;
          }
          ByteArrayOutputStream content = new ByteArrayOutputStream();
          try {
            machines.save(content);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          node.journal()
              .keep(
                  new SimJournal.Kept(at, content.toByteArray()),
                  kept ->
                      replica.tell(
                          a -> a.snapshotTaken(kept ? Optional.of(at.last()) : Optional.empty())));
        });
  }
}
