package conclave.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;

/** The documents of the HTTP API as tables for people. */
final class StatusTables {

  private StatusTables() {}

  static void print(JsonNode documents, PrintWriter out) {
    nodes(documents.get("nodes")).print(out);
    out.println();
    groups(documents.get("groups")).print(out);
    out.println();
    members(documents.get("groups")).print(out);
  }

  private static TextTable nodes(JsonNode nodes) {
    TextTable table =
        new TextTable(
            "node", "address", "status", "reachable", "cpu", "memory", "disk free", "uptime");
    for (JsonNode node : nodes) {
      table.row(
          text(node, "name"),
          text(node, "address"),
          text(node, "status"),
          text(node, "reachable"),
          node.path("cpu").isNumber() ? "%.0f%%".formatted(node.path("cpu").asDouble() * 100) : "-",
          share(node, "memoryUsed", "memoryMax"),
          share(node, "diskFree", "diskTotal"),
          uptime(node));
    }
    return table;
  }

  private static TextTable groups(JsonNode groups) {
    TextTable table = new TextTable("group", "leader", "term", "commit", "applied", "behind");
    for (JsonNode group : groups) {
      long commit = group.path("commitIndex").asLong();
      long applied = group.path("lastApplied").asLong();
      table.row(
          text(group, "group"),
          text(group, "leader"),
          text(group, "term"),
          Long.toString(commit),
          Long.toString(applied),
          Long.toString(commit - applied));
    }
    return table;
  }

  private static TextTable members(JsonNode groups) {
    TextTable table = new TextTable("group", "member", "role", "match", "lag");
    for (JsonNode group : groups) {
      for (JsonNode member : group.path("members")) {
        boolean known = member.path("matchIndex").isNumber();
        long lag = group.path("commitIndex").asLong() - member.path("matchIndex").asLong();
        table.row(
            text(group, "group"),
            text(member, "name"),
            text(member, "role"),
            text(member, "matchIndex"),
            known ? Long.toString(Math.max(lag, 0)) : "-");
      }
    }
    return table;
  }

  private static String text(JsonNode object, String field) {
    String text = object.path(field).asText("");
    return text.isEmpty() || text.equals("null") ? "-" : text;
  }

  /** One of two numbers of bytes, of the other; neither where the first is not known. */
  private static String share(JsonNode object, String part, String whole) {
    return object.path(part).isNumber()
        ? bytes(object.path(part)) + "/" + bytes(object.path(whole))
        : "-";
  }

  private static String bytes(JsonNode number) {
    if (!number.isNumber()) {
      return "-";
    }
    long mebibytes = number.asLong() >> 20;
    return mebibytes < 10_240 ? mebibytes + "M" : (mebibytes >> 10) + "G";
  }

  private static String uptime(JsonNode node) {
    JsonNode millis = node.path("uptimeMs");
    return millis.isNumber()
        ? Duration.ofSeconds(millis.asLong() / 1_000).toString().substring(2)
        : "-";
  }
}
