package conclave.cli;

import conclave.journal.JournalInspector.Group;
import conclave.journal.JournalInspector.Report;
import conclave.journal.JournalInspector.Segment;
import conclave.journal.JournalInspector.Torn;
import conclave.node.DirectoryReport;
import conclave.node.Identity;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conclave log}: what a data directory holds, and whether it is whole. */
@Command(
    name = "log",
    description = {
      "Verifies and describes the data directory of a node that is stopped, and changes nothing.",
      "Exit status 0: it is whole. 1: something is damaged, one line each on standard error. 2: it"
          + " is no data directory, or in use by a running node."
    },
    mixinStandardHelpOptions = true)
final class LogCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "The node's --data-dir.")
  private Path directory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DirectoryReport report = inspect();
    PrintWriter out = spec.commandLine().getOut();
    report.identity().ifPresent(identity -> print(identity, out));
    report.journal().ifPresent(journal -> print(journal, out));
    out.println(
        report.damage().isEmpty()
            ? "Everything is whole."
            : "Damaged in %d places.".formatted(report.damage().size()));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    report.damage().forEach(line -> err.println("conclave: damage: " + line));
    err.flush();
    return report.damage().isEmpty() ? Conclave.OK : Conclave.FAILED;
  }

  private DirectoryReport inspect() {
    try {
      return DirectoryReport.of(directory);
    } catch (IOException e) {
      throw new CommandFailed("cannot read %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static void print(Identity identity, PrintWriter out) {
    out.println("node " + identity.self());
    if (identity.membership().isEmpty()) {
      out.println("cluster none yet");
    }
    identity.membership().ifPresent(m -> out.println("cluster " + m.clusterId()));
    out.println();
    if (identity.removed()) {
      out.println("removed from it for good");
    }
    TextTable members = new TextTable("member", "address", "came");
    identity.membership().ifPresent(m -> m.members().forEach(one -> row(members, m, one)));
    members.print(out);
    out.println();
  }

  private static void row(TextTable table, Membership membership, Member member) {
    boolean founder = membership.founding().contains(member.id());
    table.row(member.id().toString(), member.address(), founder ? "founder" : "later");
  }

  private static void print(Report journal, PrintWriter out) {
    TextTable segments = new TextTable("segment", "from", "end", "limit", "frames");
    for (Segment s : journal.segments()) {
      segments.row(
          s.file(),
          Long.toString(s.from()),
          Long.toString(s.end()),
          Long.toString(s.limit()),
          Integer.toString(s.frames()));
    }
    segments.print(out);
    out.println();
    TextTable groups =
        new TextTable("group", "first", "last", "of term", "term", "vote", "snapshot", "state");
    journal.groups().forEach(group -> row(groups, group));
    groups.print(out);
    out.println();
    for (Torn torn : journal.torn()) {
      out.printf(
          "%s from %d to %d was never synced; the next start cuts it off%n",
          torn.file(), torn.from(), torn.to());
    }
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
}
