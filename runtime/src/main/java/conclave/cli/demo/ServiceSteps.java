package conclave.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The steps about locks, the ring and load, and what they remember over the leader's death. */
final class ServiceSteps {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A node that was unreachable for long enough loses its partitions. */
  private static final Duration RING_LIMIT = Duration.ofSeconds(40);

  private static final String LOCK = "/api/v1/locks/demo/";
  private static final String OWNER = "the demo";
  private static final int MOST_KEYS = 1_000;

  private long token;
  private String key;
  private JsonNode tableBefore;

  /** Taken at one node, seen at another, refused to somebody else. */
  void lock(Story story) throws IOException {
    List<NodeProcess> nodes = story.children().alive();
    NodeProcess taker = nodes.get(0);
    NodeProcess other = nodes.get(nodes.size() / 2);
    NodeProcess viewer = nodes.get(nodes.size() - 1);
    token = acquire(story, taker, OWNER);
    requireHeld(story, viewer);
    Answer refused = other.api().post(LOCK + "acquire", wanted("somebody else"));
    if (refused.status() != 409) {
      throw new DemoFailed(
          "somebody else asked %s for the lock: HTTP %d %s"
              .formatted(other.name(), refused.status(), refused.text().strip()));
    }
    story.say(
        "lock",
        "taken at %s with fencing token %d, seen at %s, refused to somebody else at %s (409 %s)"
            .formatted(
                taker.name(),
                token,
                viewer.name(),
                other.name(),
                refused.json().path("error").asText()));
  }

  /** The grant outlives the leader, unless its time was over; whatever comes next is greater. */
  void lockAfterwards(Story story) throws IOException {
    NodeProcess node = story.children().someAlive();
    Answer renewed = settled(story, node, "renew", held(token));
    boolean lost = renewed.status() == 410;
    if (renewed.status() == 200) {
      require(200, settled(story, node, "release", held(token)), "giving the lock back");
    } else if (!lost) {
      require(200, renewed, "renewing the lock");
    }
    long next = acquire(story, node, "somebody else");
    if (next <= token) {
      throw new DemoFailed("token %d was granted after token %d".formatted(next, token));
    }
    story.say(
        "lock",
        "token %d %s at %s; the next owner has token %d"
            .formatted(token, lost ? "has run out" : "renewed and given back", node.name(), next));
  }

  private static long acquire(Story story, NodeProcess node, String owner) throws IOException {
    Answer answer = settled(story, node, "acquire", wanted(owner));
    require(200, answer, "taking the lock at " + node.name());
    return answer.json().path("fencingToken").asLong();
  }

  private static Answer settled(Story story, NodeProcess node, String what, String document) {
    return story.await(
        "to %s the lock at %s".formatted(what, node.name()),
        LIMIT,
        () -> {
          Answer answer = node.api().post(LOCK + what, document);
          if (answer.status() == 503 || answer.status() == 429) {
            throw new IOException(answer.text().strip());
          }
          return answer;
        });
  }

  private static void require(int status, Answer answer, String what) {
    if (answer.status() != status) {
      throw new DemoFailed(
          "%s: HTTP %d %s".formatted(what, answer.status(), answer.text().strip()));
    }
  }

  private static String wanted(String owner) {
    return "{\"owner\":\"%s\",\"ttlMs\":60000,\"waitMs\":0}".formatted(owner);
  }

  private static String held(long token) {
    return "{\"owner\":\"%s\",\"fencingToken\":%d}".formatted(OWNER, token);
  }

  private void requireHeld(Story story, NodeProcess viewer) {
    story.await(
        "the lock, seen at " + viewer.name(),
        LIMIT,
        () -> {
          for (JsonNode lock : Story.json(viewer, "/api/v1/locks")) {
            if (lock.path("fencingToken").asLong() == token) {
              return lock;
            }
          }
          throw new IOException(viewer.name() + " does not list token " + token);
        });
  }

  /** A key that belongs to the node that will be killed. */
  void ring(Story story) {
    NodeProcess leader = Steps.currentLeader(story).node();
    tableBefore = story.await("the ring", LIMIT, () -> sameEverywhere(story, "/api/v1/ring"));
    JsonNode owners =
        story.await("the owners of a key", LIMIT, () -> ownedBy(leader, story.children().alive()));
    key = owners.path("key").asText();
    story.say(
        "ring",
        "%d partitions, epoch %d, the same at every node; %s belongs to %s, then to %s"
            .formatted(
                tableBefore.path("partitions").asInt(),
                tableBefore.path("epoch").asLong(),
                key,
                owners.path("owners").path(0).asText(),
                followers(owners)));
  }

  private static JsonNode ownedBy(NodeProcess wanted, List<NodeProcess> asked) throws IOException {
    for (int i = 0; i < MOST_KEYS; i++) {
      NodeProcess node = asked.get(i % asked.size());
      JsonNode owners = Story.json(node, ownersOf("user-" + i));
      if (owners.path("owners").path(0).asText().equals(wanted.name())) {
        return owners;
      }
    }
    throw new IOException("%s owns none of %d keys".formatted(wanted.name(), MOST_KEYS));
  }

  private static String ownersOf(String key) {
    return "/api/v1/ring/owners?n=3&key=" + key;
  }

  private static String followers(JsonNode owners) {
    List<String> names = new ArrayList<>();
    owners.path("owners").forEach(owner -> names.add(owner.asText()));
    return names.size() < 2 ? "nobody" : String.join(", ", names.subList(1, names.size()));
  }

  /** Null while nodes do not agree. */
  private static JsonNode sameEverywhere(Story story, String path) throws IOException {
    JsonNode first = null;
    for (NodeProcess node : story.children().alive()) {
      JsonNode document = Story.json(node, path);
      if (first != null && !first.equals(document)) {
        return null;
      }
      first = document;
    }
    return first;
  }

  void ringAfterwards(Story story) {
    List<String> dead =
        story.children().all().stream().filter(n -> !n.alive()).map(NodeProcess::name).toList();
    if (dead.isEmpty()) {
      return;
    }
    JsonNode owners =
        story.await(
            "another owner of " + key,
            RING_LIMIT,
            () -> {
              JsonNode now = sameEverywhere(story, ownersOf(key));
              return now == null || dead.contains(now.path("owners").path(0).asText()) ? null : now;
            });
    JsonNode table = story.await("the ring", LIMIT, () -> sameEverywhere(story, "/api/v1/ring"));
    story.say(
        "ring",
        "epoch %d: %s belongs to %s now; %s"
            .formatted(
                owners.path("epoch").asLong(),
                key,
                owners.path("owners").path(0).asText(),
                moved(table, dead)));
  }

  private String moved(JsonNode table, List<String> dead) {
    int moved = 0;
    int ofTheDead = 0;
    for (int partition = 0; partition < table.path("table").size(); partition++) {
      JsonNode before = tableBefore.path("table").path(partition);
      if (!before.equals(table.path("table").path(partition))) {
        moved++;
        ofTheDead += dead.contains(before.asText()) ? 1 : 0;
      }
    }
    return "%d partitions moved, %d of them of %s"
        .formatted(moved, ofTheDead, String.join(", ", dead));
  }

  static void load(Story story) {
    NodeProcess witness = story.children().someAlive();
    String all =
        story.await(
            "figures of every node",
            LIMIT,
            () -> {
              JsonNode nodes = Story.json(witness, "/api/v1/nodes");
              return StreamSupport.stream(nodes.spliterator(), false)
                      .allMatch(node -> node.path("memoryUsed").isNumber())
                  ? figures(nodes)
                  : null;
            });
    story.say("load", all + ", as " + witness.name() + " sees them");
  }

  private static String figures(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .map(
            node ->
                String.format(
                    Locale.ROOT,
                    "%s (cpu %.0f%%, heap %d MiB, fsync %.0f ms)",
                    node.path("name").asText(),
                    node.path("cpu").asDouble() * 100,
                    node.path("memoryUsed").asLong() >> 20,
                    node.path("fsyncMs").asDouble()))
        .collect(Collectors.joining(", "));
  }
}
