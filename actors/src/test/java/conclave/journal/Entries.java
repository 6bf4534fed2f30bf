package conclave.journal;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Entries whose payload tells their id, so that a misplaced one is seen. */
final class Entries {

  private Entries() {}

  static List<Entry> run(long term, long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(i -> entry(term, i, 0)).toList();
  }

  static List<Entry> sized(long term, long index, int bytes) {
    return List.of(entry(term, index, bytes));
  }

  static Entry entry(long term, long index, int padding) {
    EntryId id = new EntryId(term, index);
    byte[] payload = (id + ".".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    return new Entry(id, Entry.Kind.COMMAND, payload);
  }

  static List<Entry> join(List<Entry> head, List<Entry> tail) {
    List<Entry> all = new ArrayList<>(head);
    all.addAll(tail);
    return all;
  }
}
