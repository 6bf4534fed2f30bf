package conclave.http;

import static conclave.http.internal.HtmlTable.escape;

import conclave.http.ClusterView.Group;
import conclave.http.ClusterView.Member;
import conclave.http.ClusterView.Node;
import conclave.http.internal.HtmlTable;
import conclave.http.lock.LockOutcome;
import conclave.http.ring.RingOutcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The page at {@code /}: plain tables, nothing loaded from anywhere, no script.
 *
 * @param self the node that shows it
 */
record StatusPage(String self, List<Node> nodes, List<Group> groups, RingOutcome ring) {

  /** More locks than that are not shown. */
  static final int MOST_LOCKS = 100;

  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "Cache-Control",
          "no-store",
          "Referrer-Policy",
          "no-referrer",
          "Refresh",
          "2");

  private static final String STYLE =
      """
      body { font: 15px system-ui, sans-serif; margin: 2rem; color: #1c2430; background: #fff }
      table { border-collapse: collapse; margin: 0 0 2rem }
      th, td { text-align: left; padding: .3rem 1.2rem .3rem 0; border-bottom: 1px solid #d5dae1 }
      th { font-weight: 600; color: #5b6675 }
      td.number { text-align: right; font-variant-numeric: tabular-nums }
      """;

  String html(LockOutcome locks) {
    return """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>Conclave: %1$s</title>
    <style>%2$s</style></head><body>
    <h1>Conclave</h1><p>As node %1$s sees it.</p>
    <h2>Nodes</h2>
    %3$s
    <h2>Load</h2>
    %4$s
    <h2>Groups</h2>
    %5$s
    <h2>Locks</h2>
    %6$s
    <h2>Ring</h2>
    %7$s
    </body></html>
    """
        .formatted(
            escape(self),
            STYLE,
            nodesTable(),
            loadTable(),
            groupsTable(),
            locks(locks),
            ringTable());
  }

  private String nodesTable() {
    HtmlTable table = new HtmlTable("name", "address", "status", "reachable", "akka");
    for (Node node : nodes) {
      table
          .row()
          .text(node.name())
          .text(node.address())
          .text(node.status())
          .text(node.reachable() ? "yes" : "no")
          .text(node.akka());
    }
    return table.html();
  }

  private String loadTable() {
    HtmlTable table =
        new HtmlTable(
            "node",
            "cpu",
            "all cpu",
            "heap",
            "disk free",
            "gc",
            "fsync",
            "pause",
            "age",
            "fit",
            "alarms");
    for (Node node : nodes) {
      table
          .row()
          .text(node.name())
          .number(percent(node.cpu()))
          .number(percent(node.systemCpu()))
          .number(mebibytes(node.memoryUsed()))
          .number(mebibytes(node.diskFree()))
          .number(percent(node.gcShare()))
          .number(millis(node.fsyncMs()))
          .number(millis(node.pauseMs()))
          .number(millis(node.ageMs()))
          .text(fit(node))
          .text(String.join(", ", node.alarms()));
    }
    return table.html();
  }

  private static String fit(Node node) {
    return node.ailments().isEmpty()
        ? Objects.requireNonNullElse(node.condition(), "")
        : node.condition() + ": " + String.join(", ", node.ailments());
  }

  private static String percent(Double share) {
    return share == null ? "" : "%.0f%%".formatted(share * 100);
  }

  private static String mebibytes(Long bytes) {
    return bytes == null ? "" : (bytes >> 20) + " MiB";
  }

  private static String millis(Number millis) {
    return millis == null ? "" : "%.0f ms".formatted(millis.doubleValue());
  }

  private String groupsTable() {
    HtmlTable table = new HtmlTable("group", "leader", "term", "commit", "applied", "members");
    for (Group group : groups) {
      table
          .row()
          .text(group.group())
          .text(group.leader() == null ? "none" : group.leader())
          .number(group.term())
          .number(group.commitIndex())
          .number(group.lastApplied())
          .text(group.members().stream().map(StatusPage::member).collect(Collectors.joining(", ")));
    }
    return table.html();
  }

  private static String member(Member member) {
    String match = member.matchIndex() == null ? "" : " at " + member.matchIndex();
    return member.name() + " (" + member.role() + match + ")";
  }

  private static String locks(LockOutcome outcome) {
    if (outcome instanceof LockOutcome.Listed listed) {
      return lockTable(listed) + (listed.more() ? "<p>and others</p>" : "");
    }
    String why =
        outcome instanceof LockOutcome.Unavailable unavailable ? ": " + unavailable.reason() : "";
    return "<p>not known" + escape(why) + "</p>";
  }

  private static String lockTable(LockOutcome.Listed listed) {
    HtmlTable table = new HtmlTable("name", "owner", "token", "remaining", "waiters");
    for (LockOutcome.Held lock : listed.locks()) {
      table
          .row()
          .text(lock.name())
          .text(lock.owner())
          .number(lock.token())
          .number(lock.remaining().toMillis() + " ms")
          .number(lock.waiters());
    }
    return table.html();
  }

  private String ringTable() {
    if (ring instanceof RingOutcome.Missing missing) {
      return "<p>" + escape(missing.reason()) + "</p>";
    }
    RingOutcome.Table whole = (RingOutcome.Table) ring;
    HtmlTable table = new HtmlTable("node", "weight", "partitions");
    for (RingOutcome.Share share : whole.nodes()) {
      table.row().text(share.name()).number(share.weight()).number(share.partitions());
    }
    return "<p>%d partitions, epoch %d</p>%n%s"
        .formatted(whole.owners().size(), whole.epoch(), table.html());
  }
}
