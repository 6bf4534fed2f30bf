package conclave.election;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import conclave.coordination.CoordinationKit;
import conclave.coordination.CoordinationServices;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockTable;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that runs on one of three nodes at a time. */
class RunOnLeaderClusterTest {

  private record Step(NodeKit node, long epoch, boolean begins) {}

  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private final List<ActorRef<RunOnLeader.Command>> runners = new ArrayList<>();
  @TempDir private Path folder;
  private ClusterKit cluster;

  @BeforeEach
  void start() throws Exception {
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.quick(1 << 20, 64 << 10),
            () -> Map.of(LockTable.NAME, new LockTable(LockLimits.STANDARD)));
    for (NodeKit node : cluster.nodes()) {
      CoordinationServices services = CoordinationKit.start(node);
      RunOnLeader.Setup setup =
          new RunOnLeader.Setup(services.elections(), "job", node.id().name());
      runners.add(
          node.system()
              .systemActorOf(
                  RunOnLeader.create(setup, epoch -> work(node, epoch)), "job", Props.empty()));
    }
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Behavior<Void> work(NodeKit node, long epoch) {
    return Behaviors.setup(
        context -> {
          steps.add(new Step(node, epoch, true));
          return Behaviors.receive(Void.class)
              .onSignal(
                  PostStop.class,
                  stopped -> {
                    steps.add(new Step(node, epoch, false));
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private NodeKit awaitWork(int begun) {
    ClusterKit.await(
        "work number " + begun, () -> steps.stream().filter(Step::begins).count() == begun);
    return steps.get(steps.size() - 1).node();
  }

  @Test
  void whenALeaderIsCutOffOrStoppedItsWorkEndsBeforeThatOfTheNextBegins() {
    NodeKit first = awaitWork(1);
    for (NodeKit node : cluster.nodes()) {
      if (node != first) {
        node.faults().cut(first.id());
        first.faults().cut(node.id());
      }
    }
    NodeKit second = awaitWork(2);
    cluster.nodes().forEach(node -> node.faults().heal());
    runners.get(cluster.nodes().indexOf(second)).tell(RunOnLeader.Stop.INSTANCE);
    NodeKit third = awaitWork(3);
    assertThat(second).isNotEqualTo(first);
    assertThat(third).isNotEqualTo(second);
    assertThat(steps).hasSize(5);
    for (int i = 0; i < 4; i += 2) {
      assertThat(steps.get(i + 1))
          .isEqualTo(new Step(steps.get(i).node(), steps.get(i).epoch(), false));
      assertThat(steps.get(i + 2).epoch()).isGreaterThan(steps.get(i).epoch());
    }
  }
}
