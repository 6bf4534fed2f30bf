package conclave.cli;

import conclave.node.DirectoryReport;
import conclave.node.Identity;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.lineage.Lineage;
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
    print(report, out);
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

  private static void print(DirectoryReport report, PrintWriter out) {
    report.identity().ifPresent(identity -> print(identity, out));
    report
        .recovery()
        .ifPresent(
            next ->
                out.printf(
                    "a recovery by force was begun, and is not complete: it becomes %s of cluster"
                        + " %s%n%n",
                    next.self(), next.membership().map(Membership::clusterId).orElse("?")));
    report.journal().ifPresent(journal -> new LogTables(journal).print(out));
  }

  private static void print(Identity identity, PrintWriter out) {
    out.println("node " + identity.self());
    if (identity.membership().isEmpty()) {
      out.println("cluster none yet");
    }
    identity.membership().ifPresent(m -> out.println("cluster " + m.clusterId() + recoveries(m)));
    if (identity.removed()) {
      out.println("removed from it for good");
    }
    out.println();
    TextTable members = new TextTable("member", "address", "came");
    identity.membership().ifPresent(m -> m.members().forEach(one -> row(members, m, one)));
    members.print(out);
    out.println();
  }

  private static void row(TextTable table, Membership membership, Member member) {
    boolean founder = membership.founding().contains(member.id());
    table.row(member.id().toString(), member.address(), founder ? "founder" : "later");
  }

  private static String recoveries(Membership membership) {
    Lineage lineage = Lineage.of(membership.clusterId());
    return lineage.recoveries() == 0
        ? ""
        : ", recovered by force from cluster %s, %d times in all"
            .formatted(lineage.root(), lineage.recoveries());
  }
}
