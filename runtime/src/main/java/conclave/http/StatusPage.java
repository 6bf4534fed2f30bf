package conclave.http;

import conclave.http.ClusterView.Group;
import conclave.http.ClusterView.Member;
import conclave.http.ClusterView.Node;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page at {@code /}: plain tables, nothing loaded from anywhere, no script. */
final class StatusPage {

  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
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

  private StatusPage() {}

  static String of(String self, List<Node> nodes, List<Group> groups) {
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Conclave: %1$s</title>
        <style>%2$s</style></head><body>
        <h1>Conclave</h1><p>As node %1$s sees it.</p>
        <h2>Nodes</h2>
        <table><tr><th>name<th>address<th>status<th>reachable</tr>
        %3$s</table>
        <h2>Groups</h2>
        <table><tr><th>group<th>leader<th>term<th>commit<th>applied<th>members</tr>
        %4$s</table>
        </body></html>
        """
        .formatted(
            escape(self),
            STYLE,
            nodes.stream().map(StatusPage::row).collect(Collectors.joining()),
            groups.stream().map(StatusPage::row).collect(Collectors.joining()));
  }

  private static String row(Node node) {
    return "<tr><td>%s<td>%s<td>%s<td>%s</tr>%n"
        .formatted(
            escape(node.name()),
            escape(node.address()),
            escape(node.status()),
            node.reachable() ? "yes" : "no");
  }

  private static String row(Group group) {
    return "<tr><td>%s<td>%s<td class=number>%d<td class=number>%d<td class=number>%d<td>%s</tr>%n"
        .formatted(
            escape(group.group()),
            group.leader() == null ? "none" : escape(group.leader()),
            group.term(),
            group.commitIndex(),
            group.lastApplied(),
            group.members().stream().map(StatusPage::member).collect(Collectors.joining(", ")));
  }

  private static String member(Member member) {
    String match = member.matchIndex() == null ? "" : " at " + member.matchIndex();
    return escape(member.name()) + " (" + escape(member.role()) + match + ")";
  }

  /** Names come from peers and operators, never to be trusted in a page. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
