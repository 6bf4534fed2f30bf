package conclave.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The documents of the HTTP API as tables for people. */
final class StatusTables {

  private StatusTables() {}

  /** More locks than anybody reads are counted, not shown. */
  private static final int MOST_LOCKS = 100;

  static void print(JsonNode documents, PrintWriter out) {
    mode(documents.path("ready"), out);
    nodes(documents.get("nodes")).print(out);
    out.println();
    load(documents.get("nodes")).print(out);
    out.println();
    groups(documents.get("groups")).print(out);
    out.println();
    members(documents.get("groups")).print(out);
    out.println();
    locks(documents.get("locks"), out);
    out.println();
    ring(documents.get("ring"), out);
  }

  private static void mode(JsonNode ready, PrintWriter out) {
    String durability = ready.path("durability").asText();
    if (!durability.isEmpty()) {
      out.printf("durability %s%n", durability);
    }
    if (ready.has("error")) {
      out.printf("%s: %s%n", ready.path("error").asText(), ready.path("message").asText());
    }
    if (!ready.isEmpty()) {
      out.println();
    }
  }

  private static TextTable nodes(JsonNode nodes) {
    TextTable table =
        new TextTable("node", "address", "status", "reachable", "akka", "disk free", "uptime");
    for (JsonNode node : nodes) {
      table.row(
          text(node, "name"),
          text(node, "address"),
          text(node, "status"),
          text(node, "reachable"),
          text(node, "akka"),
          share(node, "diskFree", "diskTotal"),
          uptime(node));
    }
    return table;
  }

  private static TextTable load(JsonNode nodes) {
    TextTable table =
        new TextTable(
            "load",
            "cpu",
            "all cpu",
            "heap",
            "container",
            "gc",
            "fsync",
            "pause",
            "age",
            "fit",
            "alarms");
    for (JsonNode node : nodes) {
      table.row(
          text(node, "name"),
          percent(node, "cpu"),
          percent(node, "systemCpu"),
          share(node, "memoryUsed", "memoryMax"),
          share(node, "containerMemoryUsed", "containerMemoryMax"),
          percent(node, "gcShare"),
          millis(node, "fsyncMs"),
          millis(node, "pauseMs"),
          millis(node, "ageMs"),
          text(node, "condition"),
          alarms(node));
    }
    return table;
  }

  private static void locks(JsonNode locks, PrintWriter out) {
    if (!locks.isArray()) {
      out.println("locks are not known: " + text(locks, "message"));
      return;
    }
    TextTable table = new TextTable("lock", "owner", "token", "remaining", "waiters");
    for (int i = 0; i < Math.min(locks.size(), MOST_LOCKS); i++) {
      JsonNode lock = locks.get(i);
      table.row(
          text(lock, "name"),
          text(lock, "owner"),
          text(lock, "fencingToken"),
          millis(lock, "remainingMs"),
          text(lock, "waiters"));
    }
    table.print(out);
    if (locks.size() > MOST_LOCKS) {
      out.println("and %d more".formatted(locks.size() - MOST_LOCKS));
    }
  }

  private static void ring(JsonNode ring, PrintWriter out) {
    if (!ring.path("nodes").isArray()) {
      out.println("the ring is not known: " + text(ring, "message"));
      return;
    }
    TextTable table = new TextTable("ring", "epoch", "weight", "partitions", "of");
    for (JsonNode node : ring.path("nodes")) {
      table.row(
          text(node, "name"),
          text(ring, "epoch"),
          text(node, "weight"),
          text(node, "partitions"),
          text(ring, "partitions"));
    }
    table.print(out);
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

  private static String percent(JsonNode object, String field) {
    JsonNode share = object.path(field);
    return share.isNumber() ? "%.0f%%".formatted(share.asDouble() * 100) : "-";
  }

  private static String millis(JsonNode object, String field) {
    JsonNode millis = object.path(field);
    return millis.isNumber() ? "%.0f ms".formatted(millis.asDouble()) : "-";
  }

  private static String alarms(JsonNode node) {
    List<String> alarms = new ArrayList<>();
    node.path("alarms").forEach(alarm -> alarms.add(alarm.asText()));
    return alarms.isEmpty() ? "-" : String.join(", ", alarms);
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
