package conclave.testkit;

import akka.actor.typed.ActorRef;
import conclave.machine.Command;
import conclave.machine.MachineFailedException;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A group of the imaginary cluster: its log, of which every entry is committed as it is written,
 * and what a majority of its members has made of it.
 */
final class Group {

  /** What the replica of a node hears from the others. */
  sealed interface News {}

  /** These entries are committed; they follow what was told before. */
  record Committed(List<Entry> entries) implements News {}

  /** Who leads, in which term; nobody where there is no majority. */
  record Leads(long term, Optional<NodeId> leader) implements News {}

  private record Announced(String machine, byte[] event) {}

  /** By which the outside world is known to the machines. */
  private static final long NONCE = 1;

  private final String name;
  private final Supplier<Map<String, StateMachine>> kinds;
  private final Machines machines;
  private final List<ActorRef<News>> replicas = new ArrayList<>();
  private final List<Announced> announced = new ArrayList<>();
  private final List<BiConsumer<String, byte[]>> listeners = new ArrayList<>();
  private long term = 1;
  private Optional<NodeId> leader;
  private long session;
  private long sequence;

  /**
   * @param kinds makes machines to which nothing was applied, by name
   */
  Group(String name, NodeId leader, Supplier<Map<String, StateMachine>> kinds) {
    this.name = name;
    this.leader = Optional.of(leader);
    this.kinds = kinds;
    this.machines = freshMachines();
    machines.announceTo((machine, event) -> announced.add(new Announced(machine, event)));
  }

  String name() {
    return name;
  }

  /** Machines for the replica of a node. */
  Machines freshMachines() {
    return new Machines(SessionLimits.STANDARD, kinds.get());
  }

  /** From now on it hears everything; to be said before anything is written. */
  void join(ActorRef<News> replica) {
    if (machines.lastApplied() > 0) {
      throw new IllegalStateException(replica + " is too late for the log of group " + name);
    }
    replicas.add(replica);
    replica.tell(leads());
  }

  /** Hears what the machines announce, by the machine's name. */
  void listen(BiConsumer<String, byte[]> listener) {
    listeners.add(listener);
  }

  Optional<NodeId> leader() {
    return leader;
  }

  Leads leads() {
    return new Leads(term, leader);
  }

  /** Somebody leads in a new term, or nobody does. */
  void leader(Optional<NodeId> next) {
    leader = next;
    term++;
    replicas.forEach(replica -> replica.tell(leads()));
  }

  /** What the last entry is called. */
  EntryId last() {
    return machines.lastAppliedId();
  }

  /** Writes them, and says what they came to; there must be a leader. */
  List<Result> append(List<byte[]> commands) {
    if (leader.isEmpty()) {
      throw new IllegalStateException(
          "group %s has no majority that could decide anything: restoreMajority() first"
              .formatted(name));
    }
    List<Entry> entries = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (byte[] command : commands) {
      EntryId id = new EntryId(term, machines.lastApplied() + 1);
      Entry entry = new Entry(id, Entry.Kind.COMMAND, command);
      results.add(applied(entry));
      entries.add(entry);
    }
    replicas.forEach(replica -> replica.tell(new Committed(List.copyOf(entries))));
    announce();
    return results;
  }

  private Result applied(Entry entry) {
    try {
      return machines.apply(entry);
    } catch (MachineFailedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Whoever listens may write at once: what that comes to is announced after this. */
  private void announce() {
    List<Announced> news = List.copyOf(announced);
    announced.clear();
    for (Announced event : news) {
      listeners.forEach(listener -> listener.accept(event.machine(), event.event()));
    }
  }

  /** Somebody outside of the nodes has a machine do something. */
  byte[] execute(String machine, byte[] command) {
    if (session == 0) {
      Result opened = append(List.of(new Command.OpenSession(NONCE).encode())).get(0);
      session = ((Result.SessionOpened) opened).session();
    }
    sequence++;
    byte[] entry = new Command.Execute(session, sequence, sequence, machine, command).encode();
    return reply(append(List.of(entry)).get(0));
  }

  /** Asks a machine about what is decided by now. */
  byte[] query(String machine, byte[] query) {
    try {
      return reply(machines.query(machine, query));
    } catch (MachineFailedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private byte[] reply(Result result) {
    if (result instanceof Result.Ok ok) {
      return ok.reply();
    }
    throw new IllegalStateException("group " + name + " refused it: " + result);
  }
}
