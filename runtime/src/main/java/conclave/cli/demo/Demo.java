package conclave.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Runs a cluster on this machine, kills its leader and shows what happens, a line per step. Returns
 * when the last step is done; a step that fails is a {@link DemoFailed}. Either way, and on Ctrl-C
 * or SIGTERM, no process and no file stays behind.
 */
public final class Demo {

  private static final Duration WATCH = Duration.ofDays(1);

  private final ChildJvm jvm;
  private final PrintWriter out;
  private final InstantSource clock;

  /**
   * A demonstration whose nodes run on {@code jvm}.
   *
   * @param out where the steps are told
   * @param clock measures them
   */
  public Demo(ChildJvm jvm, PrintWriter out, InstantSource clock) {
    this.jvm = jvm;
    this.out = out;
    this.clock = clock;
  }

  /**
   * Tells the whole story.
   *
   * @param nodes how many nodes
   * @param keep whether to stay up afterwards until the process is stopped
   */
  public void run(int nodes, boolean keep) {
    Children children = create();
    Thread cleaner = new Thread(children::close, "conclave-demo-stop");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      Story story = new Story(children, out, clock);
      for (Steps.Step step : Steps.of(nodes)) {
        step.run(story);
      }
      if (keep) {
        stay(story);
      }
    } catch (IOException e) {
      throw new DemoFailed(e.getMessage(), e);
    } finally {
      children.close();
    }
  }

  private Children create() {
    try {
      return new Children(jvm);
    } catch (IOException e) {
      throw new DemoFailed("cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void stay(Story story) {
    for (NodeProcess node : story.children().alive()) {
      story.say("dashboard", "http://%s/ (%s)".formatted(node.http(), node.name()));
    }
    story.say("", "Ctrl-C ends it");
    while (!story.children().alive().isEmpty()) {
      story.children().someAlive().pause(WATCH);
    }
    throw new DemoFailed("all nodes have ended");
  }
}
