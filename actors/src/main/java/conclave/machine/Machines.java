package conclave.machine;

import conclave.machine.freeze.Frozen;
import conclave.machine.keys.KeyLimits;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * The machines of one group: one log, one table of sessions, several named {@link StateMachine}s,
 * and among these always the {@link KeyTable}, under its own name.
 *
 * <p>Applies entries in strict order and answers each with the {@link Result} for its client. All
 * replicas that applied the same entries have the same {@link #historyHash()} and the same {@link
 * #stateHash()}.
 *
 * <p>Which machines a group has is part of what all replicas must agree on: to add one to a running
 * group, every node must know it before the first command for it is proposed. A snapshot from
 * before that leaves the new machine empty; a snapshot with a machine that this build does not know
 * is refused.
 *
 * <p>One thread at a time.
 */
public final class Machines {
  private static final int MAX_MACHINES = 1_000;

  private final Sessions sessions;
  private final KeyTable keys;
  private final TreeMap<String, StateMachine> machines = new TreeMap<>();
  private EntryId lastApplied = EntryId.NONE;
  private long historyHash;
  private long raised;

  /** The entry that is being applied; still set afterwards means that a machine threw there. */
  private EntryId applying;

  /**
   * @param limits the same on every replica
   * @param machines by name (1 to 32 of a-z, 0-9, '.' and '-'), each in its initial state and from
   *     now on touched by nobody else
   */
  public Machines(SessionLimits limits, Map<String, ? extends StateMachine> machines) {
    this(limits, KeyLimits.STANDARD, machines);
  }

  /** The same with other limits of keys, which must be the same on every replica too. */
  public Machines(
      SessionLimits limits, KeyLimits keyLimits, Map<String, ? extends StateMachine> machines) {
    this.sessions = new Sessions(limits);
    this.keys = new KeyTable(keyLimits);
    machines.forEach((name, machine) -> this.machines.put(MachineName.require(name), machine));
    if (this.machines.put(KeyTable.NAME, keys) != null) {
      throw new IllegalArgumentException(
          "the name '" + KeyTable.NAME + "' is taken by the table of idempotency keys");
    }
  }

  /**
   * Names who hears what the machines announce: the machine's name and the event. Called once,
   * before anything is applied or loaded.
   */
  public void announceTo(BiConsumer<String, byte[]> listener) {
    machines.forEach((name, machine) -> machine.announceTo(event -> listener.accept(name, event)));
  }

  /**
   * Begins with counters beyond whatever that many clusters before this one can have given, none of
   * which left a log or a snapshot; the same on every replica. Called once, before anything is
   * applied; a snapshot that is loaded knows better.
   */
  public void beginAfter(long clusters) {
    if (lastApplied.index() > 0 || raised > 0) {
      throw new IllegalStateException("the machines stand at " + lastApplied + " already");
    }
    if (clusters > 0) {
      raise(EntryId.NONE, Math.multiplyExact(clusters, Command.Raise.OF_A_RECOVERY.by()));
    }
  }

  /** The index of the last entry applied, 0 before the first. */
  public long lastApplied() {
    return lastApplied.index();
  }

  public EntryId lastAppliedId() {
    return lastApplied;
  }

  /** Sessions remembered now. */
  public int sessionCount() {
    return sessions.count();
  }

  /** What the remembered results count against the limits. */
  public long sessionBytes() {
    return sessions.resultBytes();
  }

  /** Answers kept under idempotency keys now. */
  public int keyCount() {
    return keys.count();
  }

  /** What the kept answers count against the limits. */
  public long keyBytes() {
    return keys.bytes();
  }

  /**
   * Applies the next entry. Only commands reach sessions and machines; other entries are passed
   * over and answered by an empty Ok.
   *
   * @throws IllegalStateException if the entry does not follow the last one applied, or if a
   *     machine failed before; nothing was applied
   * @throws MachineFailedException if a machine threw; from then on nothing can be applied, asked
   *     or saved here any more
   */
  public Result apply(Entry entry) {
    requireUsable();
    EntryId id = entry.id();
    if (id.index() != lastApplied.index() + 1 || id.term() < lastApplied.term()) {
      throw new IllegalStateException(
          "entry " + id + " does not follow " + lastApplied + ", the last one applied");
    }
    applying = id;
    Result result = entry.kind() == Entry.Kind.COMMAND ? command(entry) : Result.Ok.EMPTY;
    applying = null;
    lastApplied = id;
    historyHash = Hashing.extend(historyHash, entry, result);
    return result;
  }

  private Result command(Entry entry) {
    Command command;
    try {
      command = Command.decode(entry.payload());
    } catch (MalformedException e) {
      // The reason stays here: its wording may change with the build, and results must not.
      return Result.Refusal.MALFORMED;
    }
    if (command instanceof Command.Execute execute) {
      return sessions.execute(execute, () -> execute(entry.id(), execute));
    }
    if (command instanceof Command.ExecuteOnce once) {
      return sessions.execute(once.execute(), () -> executeOnce(entry.id(), once));
    }
    if (command instanceof Command.OpenSession open) {
      return sessions.open(position(entry.id()), open.nonce());
    }
    if (command instanceof Command.Raise raise) {
      return raise(entry.id(), raise.by());
    }
    return sessions.close(((Command.CloseSession) command).session());
  }

  /** What sessions and machines are given for the index: no lost entry ever had the same. */
  private long position(EntryId id) {
    return id.index() + raised;
  }

  private Result raise(EntryId id, long by) {
    raised += by;
    for (Map.Entry<String, StateMachine> named : machines.entrySet()) {
      try {
        named.getValue().raise(by);
      } catch (RuntimeException e) {
        throw new MachineFailedException(named.getKey(), "to raise its counters at entry", id, e);
      }
    }
    return Result.Ok.EMPTY;
  }

  private Result executeOnce(EntryId id, Command.ExecuteOnce once) {
    Result known = keys.answerWithoutApplying(once.key());
    if (known != null) {
      return known;
    }
    Result result = execute(id, once.execute());
    if (result instanceof Result.Ok ok && settles(id, once.execute(), ok.reply())) {
      keys.keep(position(id), once.key(), ok.reply());
    }
    return result;
  }

  private boolean settles(EntryId id, Command.Execute command, byte[] reply) {
    try {
      return machines.get(command.machine()).settles(command.payload(), reply);
    } catch (RuntimeException e) {
      throw new MachineFailedException(command.machine(), "to judge its reply at entry", id, e);
    }
  }

  private Result execute(EntryId id, Command.Execute command) {
    StateMachine machine = machines.get(command.machine());
    if (machine == null) {
      return Result.Refusal.NO_SUCH_MACHINE;
    }
    try {
      return new Result.Ok(machine.apply(position(id), command.payload()));
    } catch (RuntimeException e) {
      throw new MachineFailedException(command.machine(), "at entry", id, e);
    }
  }

  /**
   * Asks a machine about its present state. Whether that is fresh enough is for the caller to know.
   *
   * @return Ok with the machine's reply, or NO_SUCH_MACHINE
   * @throws MachineFailedException if the machine threw
   */
  public Result query(String machine, byte[] query) {
    requireUsable();
    StateMachine asked = machines.get(machine);
    if (asked == null) {
      return Result.Refusal.NO_SUCH_MACHINE;
    }
    try {
      return new Result.Ok(asked.query(query));
    } catch (RuntimeException e) {
      throw new MachineFailedException(machine, "at a query after entry", lastApplied, e);
    }
  }

  /**
   * Hash of all entries and results up to now: costs a moment for each entry, is carried by
   * snapshots, and differs between replicas from the first entry on that they disagree about.
   */
  public long historyHash() {
    return historyHash;
  }

  /** Hash of the snapshot that {@link #save} would write now; costs as much as saving. */
  public long stateHash() {
    Hashing.Stream hash = new Hashing.Stream();
    try {
      save(hash);
    } catch (IOException e) {
      throw new IllegalStateException("a machine cannot be saved: " + e.getMessage(), e);
    }
    return hash.value();
  }

  /** Writes everything as it is now: see {@link FrozenMachines}. Leaves {@code out} open. */
  public void save(OutputStream out) throws IOException {
    FrozenMachines.Writing writing = freeze().writeTo(out);
    boolean more = true;
    while (more) {
      more = writing.next(Frozen.PART_BYTES);
    }
  }

  /**
   * Everything as it is now, to be written while further entries are applied. Takes a moment: a
   * reference for each session and what the machines' own {@link StateMachine#freeze} takes.
   *
   * @throws IOException if a machine cannot be saved; these ones go on
   */
  public FrozenMachines freeze() throws IOException {
    requireUsable();
    TreeMap<String, FrozenMachines.Named> frozen = new TreeMap<>();
    for (Map.Entry<String, StateMachine> named : machines.entrySet()) {
      StateMachine machine = named.getValue();
      frozen.put(named.getKey(), new FrozenMachines.Named(machine.form(), machine.freeze()));
    }
    FrozenMachines.Head head = new FrozenMachines.Head(lastApplied, historyHash, raised);
    return new FrozenMachines(head, sessions.freeze(), frozen);
  }

  /**
   * Takes over what {@link #save} wrote; only as the first thing done with this object, so that a
   * snapshot which turns out to be damaged half-way spoils nothing. May read beyond the end of the
   * snapshot, does not close {@code in}.
   *
   * @throws IOException in one sentence if the stream is no snapshot of these machines: damaged, of
   *     an unknown format, with an unknown machine, or made under other limits. Throw this object
   *     away then
   * @throws IllegalStateException if something was applied or loaded before
   */
  public void load(InputStream in) throws IOException {
    requireUsable();
    if (!lastApplied.equals(EntryId.NONE)) {
      throw new IllegalStateException("a snapshot is loaded into machines at " + lastApplied);
    }
    applying = EntryId.NONE;
    CheckedInputStream checked = new CheckedInputStream(new BufferedInputStream(in), new CRC32C());
    try {
      read(new DataInputStream(checked), checked);
    } catch (EOFException e) {
      throw new IOException("snapshot of machines cannot be read: it ends too early", e);
    } catch (IOException | RuntimeException e) {
      throw new IOException("snapshot of machines cannot be read: " + e.getMessage(), e);
    }
    applying = null;
  }

  private void read(DataInputStream data, CheckedInputStream checked) throws IOException {
    int magic = data.readInt();
    int format = data.readUnsignedShort();
    boolean known = format == FrozenMachines.FORMAT || format == FrozenMachines.RAISED_FORMAT;
    if (magic != FrozenMachines.MAGIC || !known) {
      throw new IOException(
          "magic %08x, format %d; this build reads %08x, %d and %d"
              .formatted(
                  magic,
                  format,
                  FrozenMachines.MAGIC,
                  FrozenMachines.FORMAT,
                  FrozenMachines.RAISED_FORMAT));
    }
    EntryId last = new EntryId(data.readLong(), data.readLong());
    long hash = data.readLong();
    long passedOver = format == FrozenMachines.RAISED_FORMAT ? data.readLong() : 0;
    sessions.load(data);
    int count = Blobs.readCount(data, MAX_MACHINES);
    for (int i = 0; i < count; i++) {
      readMachine(Blobs.readText(data, MachineName.MAX_LENGTH), data);
    }
    int computed = (int) checked.getChecksum().getValue();
    int stored = data.readInt();
    if (computed != stored) {
      throw new IOException("its checksum is %08x, not %08x".formatted(computed, stored));
    }
    lastApplied = last;
    historyHash = hash;
    raised = passedOver;
  }

  private void readMachine(String name, DataInputStream data) throws IOException {
    StateMachine machine = machines.get(name);
    if (machine == null) {
      throw new IOException(
          "it holds machine '" + name + "', this build has " + machines.keySet() + " only");
    }
    Chunks.In section = new Chunks.In(data);
    try {
      machine.load(new DataInputStream(section));
    } catch (EOFException e) {
      throw new IOException("machine " + name + ": its section ends too early", e);
    } catch (IOException | RuntimeException e) {
      throw new IOException("machine " + name + ": " + e.getMessage(), e);
    }
    if (section.read() >= 0) {
      throw new IOException("machine " + name + " left bytes of its section unread");
    }
  }

  private void requireUsable() {
    if (applying != null) {
      throw new IllegalStateException(
          applying.equals(EntryId.NONE)
              ? "these machines are unusable: loading a snapshot failed"
              : "these machines are unusable: one failed at entry " + applying);
    }
  }
}
