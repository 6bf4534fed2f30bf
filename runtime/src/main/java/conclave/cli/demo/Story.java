package conclave.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What the steps share: the nodes, what was acknowledged so far, and how to tell it. */
final class Story {

  private static final Duration POLL = Duration.ofMillis(25);
  private static final String MAP = "/api/v1/maps/demo/";

  private final Children children;
  private final PrintWriter out;
  private final InstantSource clock;
  private final Map<String, byte[]> acknowledged = new LinkedHashMap<>();

  Story(Children children, PrintWriter out, InstantSource clock) {
    this.children = children;
    this.out = out;
    this.clock = clock;
  }

  /** One try of something that may need a few; {@code null} for "not yet". */
  interface Attempt<T> {
    T run() throws IOException;
  }

  /** Which nodes the cluster knows, and who leads the group that holds the maps. */
  record Leader(String group, NodeProcess node, long term) {}

  Children children() {
    return children;
  }

  void say(String title, String text) {
    out.println("%-9s %s".formatted(title, text));
    out.flush();
  }

  Instant now() {
    return clock.instant();
  }

  long millisSince(Instant start) {
    return Duration.between(start, now()).toMillis();
  }

  /** Tries until there is a result; a failed attempt counts as "not yet". */
  <T> T await(String what, Duration limit, Attempt<T> attempt) {
    Instant start = now();
    String obstacle = "no answer";
    while (Duration.between(start, now()).compareTo(limit) < 0) {
      requireAllAlive();
      try {
        T result = attempt.run();
        if (result != null) {
          return result;
        }
      } catch (IOException e) {
        obstacle = e.getMessage();
      }
      children.alive().stream().findFirst().ifPresent(node -> node.pause(POLL));
    }
    throw new DemoFailed(
        "%s: not within %d s; last obstacle: %s".formatted(what, limit.toSeconds(), obstacle));
  }

  /** A write through that node; true once it is acknowledged, and then remembered. */
  boolean write(NodeProcess node, String key, String value, Duration deadline) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Answer answer = node.api().put(MAP + key + "?timeoutMs=" + deadline.toMillis(), bytes);
    if (answer.status() == 200) {
      acknowledged.put(key, bytes);
      return true;
    }
    if (answer.status() == 503 || answer.status() == 429) {
      return false;
    }
    throw new DemoFailed(
        "writing %s at %s: HTTP %d %s"
            .formatted(key, node.name(), answer.status(), answer.text().strip()));
  }

  /** Reads every acknowledged write back from that node. */
  int requireNothingLost(NodeProcess node) throws IOException {
    for (Map.Entry<String, byte[]> write : acknowledged.entrySet()) {
      requireRead(node, write.getKey(), write.getValue());
    }
    return acknowledged.size();
  }

  /** The latest acknowledged value of a key, read at that node. */
  void requireRead(NodeProcess node, String key) throws IOException {
    requireRead(node, key, acknowledged.get(key));
  }

  /** Who leads, as that node sees it; null while nobody does. */
  Leader leader(NodeProcess witness) throws IOException {
    JsonNode groups = json(witness, "/api/v1/raft/groups");
    for (String wanted : List.of("p0", "control")) {
      for (JsonNode group : groups) {
        if (group.path("group").asText().equals(wanted)) {
          return leaderOf(group);
        }
      }
    }
    return null;
  }

  String members(NodeProcess witness) throws IOException {
    return StreamSupport.stream(json(witness, "/api/v1/nodes").spliterator(), false)
        .map(
            node ->
                "%s (%s)".formatted(node.path("name").asText(), node.path("status").asText("?")))
        .collect(Collectors.joining(", "));
  }

  private Leader leaderOf(JsonNode group) {
    String name = group.path("leader").asText("");
    return children.alive().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .map(node -> new Leader(group.path("group").asText(), node, group.path("term").asLong()))
        .orElse(null);
  }

  /** What that node answers; anything but 200 is an IOException. */
  static JsonNode json(NodeProcess node, String path) throws IOException {
    Answer answer = node.api().get(path);
    if (answer.status() != 200) {
      throw new IOException("HTTP %d from %s for %s".formatted(answer.status(), node.name(), path));
    }
    return answer.json();
  }

  private static void requireRead(NodeProcess node, String key, byte[] expected)
      throws IOException {
    Answer answer = node.api().get(MAP + key);
    if (answer.status() != 200) {
      throw new DemoFailed(
          "reading %s at %s: HTTP %d %s"
              .formatted(key, node.name(), answer.status(), answer.text().strip()));
    }
    if (!Arrays.equals(answer.body(), expected)) {
      throw new DemoFailed(
          "%s reads %s as %s, acknowledged was %s"
              .formatted(
                  node.name(), key, answer.text(), new String(expected, StandardCharsets.UTF_8)));
    }
  }

  /** Every node that was not killed on purpose must live. */
  private void requireAllAlive() {
    for (NodeProcess node : children.all()) {
      if (!node.alive() && !node.killed()) {
        throw new DemoFailed(
            "node %s ended by itself: %s".formatted(node.name(), node.lastWords()));
      }
    }
    children.someAlive();
  }
}
