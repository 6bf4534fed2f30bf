package conclave.multijvm.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ForkedNode;
import conclave.multijvm.Patience;
import conclave.multijvm.Timeline;
import conclave.multijvm.links.Links;
import conclave.multijvm.nemesis.Fault.Pause;
import conclave.multijvm.nemesis.Fault.Resume;
import conclave.multijvm.nemesis.Plan.Step;
import conclave.multijvm.process.JavaCommand;
import conclave.multijvm.process.NodeJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that is carried out late is still that plan. */
class NemesisTest {

  private static final Duration LASTING = Duration.ofMillis(300);
  private static final Duration LATE = Duration.ofMillis(900);

  @TempDir private Path temp;

  /** Is ready late, and remembers how long it stood still. */
  private static final class SlowNode implements ForkedNode {
    private final NodeJvm none;
    private final List<Duration> pauses = new ArrayList<>();
    private long paused;
    private boolean late = true;

    SlowNode(Path folder) {
      none =
          new NodeJvm(
              new NodeJvm.Spec(
                  "n1",
                  new JavaCommand("java", "", List.of()),
                  List.of(),
                  folder.resolve("n1"),
                  folder.resolve("n1.log")),
              Timeline.into(folder.resolve("timeline.txt")));
    }

    @Override
    public String name() {
      return "n1";
    }

    @Override
    public NodeJvm jvm() {
      return none;
    }

    @Override
    public boolean alive() {
      return true;
    }

    @Override
    public void start() {
      throw new IllegalStateException("it lives");
    }

    @Override
    public void awaitReady(Patience patience) {
      if (late) {
        Patience.pass(LATE);
      }
      late = false;
    }

    @Override
    public void pause() {
      paused = System.nanoTime();
    }

    @Override
    public void resume() {
      pauses.add(Duration.ofNanos(System.nanoTime() - paused));
      late = true;
    }
  }

  @Test
  void faults_last_as_long_as_was_drawn_after_a_node_that_was_ready_late() {
    SlowNode node = new SlowNode(temp);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Duration at = Duration.ofMillis(100).plus(LASTING.multipliedBy(2 * i));
      steps.add(new Step(at, new Pause("n1")));
      steps.add(new Step(at.plus(LASTING), new Resume("n1")));
    }
    try (Links links = Links.seeded(1)) {
      links.place("n1", 1);
      Nemesis nemesis = Nemesis.unleash(new Plan(1, steps), victims(node, links));
      nemesis.await(Duration.ofMinutes(2));
      assertThat(nemesis.struck()).containsEntry("Pause", 2);
    }
    assertThat(node.pauses).hasSize(2).allMatch(pause -> pause.compareTo(LASTING) >= 0);
  }

  private static Victims victims(ForkedNode node, Links links) {
    return new Victims() {
      @Override
      public List<? extends ForkedNode> nodes() {
        return List.of(node);
      }

      @Override
      public Links links() {
        return links;
      }

      @Override
      public Optional<String> leader() {
        return Optional.empty();
      }

      @Override
      public void note(String what) {
        assertThat(what).isNotBlank();
      }
    };
  }
}
