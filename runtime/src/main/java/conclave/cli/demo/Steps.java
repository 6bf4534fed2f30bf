package conclave.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The demonstration, step by step; each tells one line, or fails with one. */
final class Steps {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(20);
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(5);

  /** While nobody leads, short attempts show the end of the fail-over best. */
  private static final Duration PROBE_DEADLINE = Duration.ofMillis(250);

  private static final int WRITES = 100;

  private Steps() {}

  /** One step. */
  interface Step {
    void run(Story story) throws IOException;
  }

  /** All of them, in order. */
  static List<Step> of(int nodes) {
    ServiceSteps services = new ServiceSteps();
    return List.of(
        story -> start(story, nodes),
        Steps::members,
        Steps::leader,
        Steps::writeAndReadElsewhere,
        Steps::fill,
        services::lock,
        services::ring,
        ServiceSteps::load,
        Steps::killTheLeader,
        Steps::nothingLost,
        services::lockAfterwards,
        services::ringAfterwards,
        Steps::members);
  }

  private static void start(Story story, int nodes) throws IOException {
    Instant begin = story.now();
    story.children().start(nodes);
    for (NodeProcess node : story.children().all()) {
      story.await(
          node.name() + " is ready",
          START_LIMIT,
          () -> {
            var answer = node.api().get("/ready");
            if (answer.status() != 200) {
              throw new IOException(answer.text().strip());
            }
            return answer;
          });
    }
    story.say(
        "nodes",
        "%d JVMs ready after %d ms, data under %s"
            .formatted(nodes, story.millisSince(begin), story.children().folder()));
  }

  private static void members(Story story) {
    NodeProcess witness = story.children().someAlive();
    String members = story.await("the list of members", STEP_LIMIT, () -> story.members(witness));
    story.say("members", "%s, as %s sees them".formatted(members, witness.name()));
  }

  private static void leader(Story story) {
    Story.Leader leader = currentLeader(story);
    story.say(
        "leader",
        "%s leads group %s in term %d"
            .formatted(leader.node().name(), leader.group(), leader.term()));
  }

  private static void writeAndReadElsewhere(Story story) throws IOException {
    List<NodeProcess> nodes = story.children().alive();
    NodeProcess writer = nodes.get(0);
    NodeProcess reader = nodes.get(nodes.size() - 1);
    acknowledged(story, writer, "greeting", "hello from " + writer.name());
    story.requireRead(reader, "greeting");
    story.say("write", "written at %s, read back at %s".formatted(writer.name(), reader.name()));
  }

  private static void fill(Story story) {
    Instant begin = story.now();
    List<NodeProcess> nodes = story.children().alive();
    for (int i = 0; i < WRITES; i++) {
      acknowledged(story, nodes.get(i % nodes.size()), "key-" + i, "value-" + i);
    }
    story.say(
        "writes",
        "%d more, one after another at all nodes, in %d ms"
            .formatted(WRITES, story.millisSince(begin)));
  }

  private static void killTheLeader(Story story) {
    Story.Leader leader = currentLeader(story);
    if (story.children().alive().size() < 3) {
      story.say("fail-over", "not shown: fewer than three nodes do not survive the loss of one");
      return;
    }
    Instant killed = story.now();
    leader.node().kill();
    NodeProcess survivor = story.children().someAlive();
    story.await(
        "a write after the death of the leader",
        STEP_LIMIT,
        () -> story.write(survivor, "after", "fail-over", PROBE_DEADLINE) ? survivor : null);
    long failOver = story.millisSince(killed);
    Story.Leader next = currentLeader(story);
    story.say(
        "fail-over",
        "%s (pid %d) killed; %s leads in term %d; next write acknowledged after %d ms"
            .formatted(
                leader.node().name(),
                leader.node().pid(),
                next.node().name(),
                next.term(),
                failOver));
  }

  private static void nothingLost(Story story) throws IOException {
    int checked = 0;
    for (NodeProcess node : story.children().alive()) {
      checked = story.requireNothingLost(node);
    }
    story.say("safety", "all %d acknowledged writes read back at every node".formatted(checked));
  }

  private static void acknowledged(Story story, NodeProcess node, String key, String value) {
    story.await(
        "a write at " + node.name(),
        STEP_LIMIT,
        () -> story.write(node, key, value, WRITE_DEADLINE) ? node : null);
  }

  static Story.Leader currentLeader(Story story) {
    NodeProcess witness = story.children().someAlive();
    return story.await("a leader", STEP_LIMIT, () -> story.leader(witness));
  }
}
