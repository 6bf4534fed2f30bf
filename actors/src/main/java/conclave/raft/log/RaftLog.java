package conclave.raft.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The part of a group's log that is in memory: everything after the snapshot, or a little more
 * where entries were kept for slow followers. Bounded by its owner, which compacts by {@link
 * #bytes()}.
 *
 * <p>Misuse (a gap, a read of what was compacted, terms that go back) is a bug of the caller and an
 * {@link IllegalStateException}; nothing is changed then.
 */
public final class RaftLog {

  private EntryId base;
  private final List<Entry> entries = new ArrayList<>();
  private final NavigableMap<Long, Configuration> configurations = new TreeMap<>();
  private long bytes;

  /** A log that continues after {@code snapshot}; {@code entries} must follow it without a gap. */
  public RaftLog(SnapshotId snapshot, List<Entry> entries) {
    base = snapshot.last();
    configurations.put(base.index(), snapshot.configuration());
    append(entries);
  }

  /** The id before the first entry that is still here. */
  public EntryId base() {
    return base;
  }

  /** The id of the last entry, or {@link #base()} where there is none. */
  public EntryId last() {
    return entries.isEmpty() ? base : entries.get(entries.size() - 1).id();
  }

  /** Payload and overhead of the entries in memory. */
  public long bytes() {
    return bytes;
  }

  /** The configuration in force: the latest in the log, committed or not (Raft, section 6). */
  public Configuration configuration() {
    return configurations.lastEntry().getValue();
  }

  /** Where the configuration in force was appended, or the base where that was before it. */
  public long configurationIndex() {
    return configurations.lastKey();
  }

  /** What was in force at {@code index}, not before the base, and all that came after it. */
  public Collection<Configuration> configurationsFrom(long index) {
    return configurations.tailMap(configurations.floorKey(index), true).values();
  }

  /** The configuration in force at {@code index}, which must not lie before {@link #base()}. */
  public Configuration configurationAt(long index) {
    return configurations.floorEntry(index).getValue();
  }

  /** The term of the entry at {@code index}, or -1 where this log cannot tell. */
  public long termAt(long index) {
    if (index == base.index()) {
      return base.term();
    }
    return has(index) ? at(index).term() : -1;
  }

  /** Whether exactly this entry is here, or is the base. */
  public boolean contains(EntryId id) {
    return termAt(id.index()) == id.term();
  }

  private boolean has(long index) {
    return index > base.index() && index <= last().index();
  }

  private Entry at(long index) {
    return entries.get((int) (index - base.index() - 1));
  }

  /**
   * The largest id at or below {@code bound.index()} whose term is at most {@code bound.term()}:
   * one step of the conflict back-off passes over a whole term (Raft, section 5.3, last paragraph).
   */
  public EntryId floor(EntryId bound) {
    long index = Math.min(bound.index(), last().index());
    while (index > base.index() && at(index).term() > bound.term()) {
      index--;
    }
    return index <= base.index() ? base : at(index).id();
  }

  /** Adds entries at the end. */
  public void append(List<Entry> added) {
    NavigableMap<Long, Configuration> changes = new TreeMap<>();
    EntryId previous = last();
    for (Entry entry : added) {
      if (entry.index() != previous.index() + 1 || entry.term() < previous.term()) {
        throw new IllegalStateException("entry " + entry.id() + " cannot follow " + previous);
      }
      if (entry.kind() == Entry.Kind.CONFIGURATION) {
        changes.put(entry.index(), ConfigurationCodec.decode(entry.payload()));
      }
      previous = entry.id();
    }
    entries.addAll(added);
    configurations.putAll(changes);
    added.forEach(entry -> bytes += entry.sizeBytes());
  }

  /**
   * Removes {@code index} and all after it, a configuration among them: that one is rolled back.
   *
   * @return how many entries were removed
   */
  public int truncateFrom(long index) {
    if (index <= base.index()) {
      throw new IllegalStateException(
          "cannot truncate from " + index + ", the log begins after " + base);
    }
    int keep = (int) Math.min(entries.size(), index - base.index() - 1);
    List<Entry> tail = entries.subList(keep, entries.size());
    int removed = tail.size();
    tail.forEach(entry -> bytes -= entry.sizeBytes());
    tail.clear();
    configurations.tailMap(index, true).clear();
    return removed;
  }

  /** Entries from {@code from} on, at least one if there is any, and no more than fit. */
  public List<Entry> slice(long from, long maxBytes) {
    if (from <= base.index()) {
      throw new IllegalStateException(
          "entry " + from + " was compacted, the log begins after " + base);
    }
    List<Entry> slice = new ArrayList<>();
    long size = 0;
    for (long index = from; has(index); index++) {
      Entry entry = at(index);
      size += entry.sizeBytes();
      if (size > maxBytes && !slice.isEmpty()) {
        break;
      }
      slice.add(entry);
    }
    return Collections.unmodifiableList(slice);
  }

  /** Entries {@code from..to}, both included. */
  public List<Entry> range(long from, long to) {
    if (from <= base.index() || to > last().index()) {
      throw new IllegalStateException(
          "no entries " + from + ".." + to + " between " + base + " and " + last());
    }
    return List.copyOf(entries.subList((int) (from - base.index() - 1), (int) (to - base.index())));
  }

  /** Forgets entries up to {@code index}, but keeps about {@code keepBytes} of them. */
  public void compact(long index, long keepBytes) {
    long to = index;
    long kept = 0;
    while (has(to) && kept + at(to).sizeBytes() <= keepBytes) {
      kept += at(to).sizeBytes();
      to--;
    }
    if (!has(to)) {
      return;
    }
    EntryId newBase = at(to).id();
    Configuration atBase = configurationAt(to);
    List<Entry> head = entries.subList(0, (int) (to - base.index()));
    head.forEach(entry -> bytes -= entry.sizeBytes());
    head.clear();
    base = newBase;
    configurations.headMap(to, true).clear();
    configurations.put(to, atBase);
  }

  /** Drops everything and continues after an installed snapshot. */
  public void reset(SnapshotId snapshot) {
    entries.clear();
    configurations.clear();
    bytes = 0;
    base = snapshot.last();
    configurations.put(base.index(), snapshot.configuration());
  }
}
