package conclave.cli;

import conclave.journal.JournalInspector.Group;
import conclave.journal.JournalInspector.Report;
import conclave.journal.JournalInspector.Segment;
import conclave.journal.JournalInspector.SnapshotFile;
import conclave.journal.JournalInspector.Torn;
import conclave.journal.JournalInspector.Unfinished;
import conclave.machine.Command;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.NodeId;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a journal holds, as tables: segments, groups, who is in them, snapshots. */
final class LogTables {

  private final Report journal;

  LogTables(Report journal) {
    this.journal = journal;
  }

  void print(PrintWriter out) {
    for (TextTable table : List.of(segments(), groups(), configurations(), snapshots())) {
      if (!table.isEmpty()) {
        table.print(out);
        out.println();
      }
    }
    for (Torn torn : journal.torn()) {
      out.printf(
          "%s from %d to %d was never synced; the next start cuts it off%n",
          torn.file(), torn.from(), torn.to());
    }
    for (Unfinished part : journal.unfinished()) {
      out.printf(
          part.goesOn()
              ? "%s, %d bytes, is a part of a leader's snapshot; the leader sends the rest%n"
              : "%s, %d bytes, was never finished; the next start deletes it%n",
          part.file(),
          part.bytes());
    }
    journal.groups().forEach(group -> printRecoveries(group, out));
  }

  private TextTable segments() {
    TextTable segments = new TextTable("segment", "from", "end", "limit", "frames");
    for (Segment s : journal.segments()) {
      segments.row(
          s.file(),
          Long.toString(s.from()),
          Long.toString(s.end()),
          Long.toString(s.limit()),
          Integer.toString(s.frames()));
    }
    return segments;
  }

  private TextTable groups() {
    TextTable groups =
        new TextTable("group", "first", "last", "of term", "term", "vote", "snapshot", "state");
    journal.groups().forEach(group -> row(groups, group));
    return groups;
  }

  private static void row(TextTable table, Group group) {
    long snapshot = group.snapshot().last().index();
    boolean empty = group.first() > group.last().index();
    table.row(
        group.name(),
        empty ? "-" : Long.toString(group.first()),
        Long.toString(group.last().index()),
        Long.toString(group.last().term()),
        Long.toString(group.hardState().term()),
        group.hardState().vote().map(NodeId::toString).orElse("-"),
        snapshot == 0 ? "-" : "to " + snapshot,
        group.suspect() ? "suspect" : "trusted");
  }

  private TextTable configurations() {
    TextTable table = new TextTable("group", "members since", "voters", "learners");
    for (Group group : journal.groups()) {
      for (Map.Entry<Long, Configuration> known : group.configurations().entrySet()) {
        table.row(
            group.name(),
            Long.toString(known.getKey()),
            names(known.getValue().voters()),
            names(known.getValue().learners()));
      }
    }
    return table;
  }

  private static String names(List<NodeId> nodes) {
    return nodes.isEmpty()
        ? "-"
        : nodes.stream().map(NodeId::toString).collect(Collectors.joining(","));
  }

  private TextTable snapshots() {
    TextTable table = new TextTable("snapshot", "group", "to", "of term", "bytes");
    for (SnapshotFile snapshot : journal.snapshots()) {
      table.row(
          snapshot.file(),
          snapshot.group(),
          Long.toString(snapshot.id().last().index()),
          Long.toString(snapshot.id().last().term()),
          Long.toString(snapshot.bytes()));
    }
    return table;
  }

  /** What a recovery by force wrote, where no snapshot stands for it yet. */
  private static void printRecoveries(Group group, PrintWriter out) {
    for (Entry entry : group.entries()) {
      if (isRaise(entry)) {
        out.printf(
            "group %s was recovered by force: entry %s raises its counters%n",
            group.name(), entry.id());
      }
    }
  }

  private static boolean isRaise(Entry entry) {
    try {
      return entry.kind() == Entry.Kind.COMMAND
          && Command.decode(entry.payload()) instanceof Command.Raise;
    } catch (MalformedException e) {
      return false; // for the machines to refuse, not for this page
    }
  }
}
