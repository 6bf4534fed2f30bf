package conclave.sim.pure;

import conclave.machine.Digesting;
import conclave.machine.FrozenMachines;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.raft.Proposal;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.snapshot.Loss;
import conclave.sim.Mailbox;
import conclave.sim.Simulation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Hosts the machines of one node: applies, answers, restores, saves. */
final class SimApplier {

  private static final int SAVED_AT_ONCE = 200;
  private static final long SAVE_PAUSE = Simulation.MILLI;
  private static final long HASH_PAUSE = 100 * Simulation.MICRO;

  private record Expected(long term, SimReplica.Caller caller) {}

  /** Answered once the machines have applied {@code index}. */
  record Question(long index, String machine, byte[] query, SimReplica.Caller caller) {}

  private final SimReplica replica;
  private final SimNode node;
  private final Mailbox mailbox;
  private final NavigableMap<Long, Expected> expected = new TreeMap<>();
  private final List<Question> waiting = new ArrayList<>();
  private final Followers followers = new Followers();
  private Machines machines;
  private EntryId awaited = EntryId.NONE;

  /** The fingerprint that is being made; another object for each. */
  private Object hashing;

  /** The snapshot to continue from cannot be read; nothing is done before another one is here. */
  private boolean lost;

  /** Who follows which machine, and what they have not been told yet. */
  private final class Followers {
    private final List<SimCluster.Follower> seeking = new ArrayList<>();
    private final List<SimCluster.Follower> open = new ArrayList<>();
    private final Map<String, List<byte[]>> announced = new LinkedHashMap<>();
    private long term;
    private Optional<NodeId> leader = Optional.empty();

    /** Machines without a history: everybody begins anew once they have one. */
    Machines follow(Machines fresh) {
      announced.clear();
      seeking.addAll(open);
      open.clear();
      fresh.announceTo(
          (machine, event) ->
              announced.computeIfAbsent(machine, name -> new ArrayList<>()).add(event));
      return fresh;
    }

    /** Once, however often it asked. */
    void add(SimCluster.Follower follower) {
      remove(follower);
      seeking.add(follower);
      flush();
    }

    void remove(SimCluster.Follower follower) {
      seeking.remove(follower);
      open.remove(follower);
    }

    void leader(long newTerm, Optional<NodeId> newLeader) {
      term = newTerm;
      leader = newLeader;
      open.forEach(follower -> follower.leader(term, leader));
    }

    void flush() {
      for (SimCluster.Follower follower : open) {
        List<byte[]> events = announced.get(follower.machine());
        if (events != null) {
          follower.changed(events);
        }
      }
      announced.clear();
      seeking.forEach(this::open);
      open.addAll(seeking);
      seeking.clear();
    }

    private void open(SimCluster.Follower follower) {
      Result view = machines.query(follower.machine(), follower.question());
      follower.opened(((Result.Ok) view).reply());
      follower.leader(term, leader);
    }
  }

  SimApplier(SimReplica replica, SimNode node) {
    this.replica = replica;
    this.node = node;
    this.mailbox = replica.mailboxOfPart();
    this.machines = followers.follow(node.world().newMachines(node));
    node.followers().forEach(this::follow);
  }

  /** It hears from the beginning, once it has sought for a while. */
  void follow(SimCluster.Follower follower) {
    followers.remove(follower);
    mailbox.later(node.seekDelay(), () -> followers.add(follower));
  }

  void leader(long term, Optional<NodeId> leader) {
    mailbox.tell(() -> followers.leader(term, leader));
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
          followers.flush();
        });
  }

  private void applyOne(Entry entry) {
    if (lost || entry.index() <= machines.lastApplied()) {
      return;
    }
    Result result = machines.apply(entry);
    node.invariants().applied(node, entry, machines.historyHash());
    witness();
    Expected caller = expected.remove(entry.index());
    if (caller != null && caller.term() == entry.term()) {
      caller.caller().done(result.encode());
    }
  }

  void query(Question question) {
    mailbox.tell(
        () -> {
          if (lost) {
            question.caller().refused(Proposal.Reason.NOT_LEADER, Optional.empty());
            return;
          }
          waiting.add(question);
          answerWaiting();
        });
  }

  /** Shows the machines to a role beside them. */
  void look(Consumer<Machines> role) {
    mailbox.tell(() -> role.accept(machines));
  }

  private void answerWaiting() {
    for (Iterator<Question> i = waiting.iterator(); i.hasNext(); ) {
      Question next = i.next();
      if (next.index() <= machines.lastApplied()) {
        i.remove();
        next.caller().done(machines.query(next.machine(), next.query()).encode());
      }
    }
  }

  /** Says what the machines are once they have applied exactly that. */
  void testify(EntryId at) {
    mailbox.tell(
        () -> {
          awaited = at;
          witness();
        });
  }

  private void witness() {
    if (lost || awaited.equals(EntryId.NONE) || machines.lastApplied() < awaited.index()) {
      return;
    }
    boolean there = machines.lastAppliedId().equals(awaited);
    awaited = EntryId.NONE;
    if (there) {
      try {
        Digesting digesting = machines.freeze().digest();
        hashing = digesting;
        hashOn(digesting);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** In small parts, between which the machines go on. */
  private void hashOn(Digesting state) {
    if (hashing != state) {
      return;
    }
    try {
      if (state.next(SAVED_AT_ONCE)) {
        mailbox.later(HASH_PAUSE, () -> hashOn(state));
      } else {
        replica.testify(state.fingerprint());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The machines are wrong: nothing is applied or answered before they are restored. */
  void drop() {
    mailbox.tell(
        () -> {
          expected.clear();
          hashing = null;
          machines = followers.follow(node.world().newMachines(node));
          lose();
        });
  }

  private void lose() {
    lost = true;
    waiting.forEach(next -> next.caller().refused(Proposal.Reason.NOT_LEADER, Optional.empty()));
    waiting.clear();
  }

  void restore(SnapshotId snapshot) {
    mailbox.tell(
        () -> {
          expected.clear();
          hashing = null;
          machines = followers.follow(node.world().newMachines(node));
          Optional<SimJournal.Kept> found = node.journal().keptFrom(snapshot.last());
          lost = false;
          if (found.isEmpty()) {
            lose();
            replica.tell(a -> a.stateLost(new Loss.Unreadable(snapshot.last())));
            return;
          }
          SimJournal.Kept kept = found.get();
          try {
            machines.load(new ByteArrayInputStream(kept.content()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          node.invariants().restored(node, machines.lastAppliedId(), machines.historyHash());
          followers.flush();
        });
  }

  void takeSnapshot(SnapshotId at) {
    mailbox.tell(
        () -> {
          if (!machines.lastAppliedId().equals(at.last())) {
            replica.tell(a -> a.snapshotTaken(Optional.empty()));
            return;
          }
          try {
            saveSlowly(at, machines.freeze(), saved(machines));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static byte[] saved(Machines machines) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    machines.save(content);
    return content.toByteArray();
  }

  /** In small parts, between which the machines go on; still it is the state of then. */
  private void saveSlowly(SnapshotId at, FrozenMachines frozen, byte[] then) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    saveOn(
        frozen.writeTo(content),
        () -> {
          node.invariants()
              .require(
                  Arrays.equals(content.toByteArray(), then),
                  "the snapshot of %s at %s is not the state of then",
                  node.id(),
                  at.last());
          node.journal()
              .keep(
                  new SimJournal.Kept(at, then),
                  kept ->
                      replica.tell(
                          a -> a.snapshotTaken(kept ? Optional.of(at.last()) : Optional.empty())));
        });
  }

  private void saveOn(FrozenMachines.Writing writing, Runnable whole) {
    try {
      if (writing.next(SAVED_AT_ONCE)) {
        mailbox.later(SAVE_PAUSE, () -> saveOn(writing, whole));
      } else {
        whole.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
