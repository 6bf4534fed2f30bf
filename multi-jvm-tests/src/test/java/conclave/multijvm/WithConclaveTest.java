package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.node.ClusterServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that have Conclave's services inside their own ActorSystem. */
class WithConclaveTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  @RegisterExtension
  static final JvmCluster cluster =
      JvmCluster.of("with-conclave").nodes(3).running(Application.class).withConclave();

  /** Passes on what is asked of the map. */
  static final class Application implements NodeGuardian {

    @Override
    public Behavior<?> create(NodeContext node) {
      ActorRef<ReplicatedMap.Command> maps = ClusterServices.get(node.system()).maps();
      return Behaviors.<ReplicatedMap.Command>receiveMessage(
          command -> {
            maps.tell(command);
            return Behaviors.same();
          });
    }
  }

  private static boolean put(JvmNode node, String text) {
    return node.call(
        there ->
            there.ask(
                    there.<ReplicatedMap.Command>guardian(),
                    (ActorRef<ReplicatedMap.Reply> me) ->
                        new ReplicatedMap.Put(
                            "notes",
                            "one",
                            text.getBytes(StandardCharsets.UTF_8),
                            Condition.ANY,
                            WITHIN,
                            Optional.empty(),
                            me),
                    WITHIN)
                instanceof ReplicatedMap.Written);
  }

  private static String get(JvmNode node) {
    return node.call(
        there -> {
          ReplicatedMap.Reply reply =
              there.ask(
                  there.<ReplicatedMap.Command>guardian(),
                  (ActorRef<ReplicatedMap.Reply> me) ->
                      new ReplicatedMap.Get("notes", "one", false, WITHIN, me),
                  WITHIN);
          return new String(((ReplicatedMap.Found) reply).value(), StandardCharsets.UTF_8);
        });
  }

  @Test
  void what_one_node_wrote_the_others_read_and_it_outlives_a_kill() {
    assertThat(put(cluster.node(1), "first")).isTrue();
    assertThat(get(cluster.node(2))).isEqualTo("first");

    cluster.node(1).kill();
    assertThat(put(cluster.node(2), "second")).isTrue();
    cluster.node(1).restart();
    assertThat(get(cluster.node(1))).isEqualTo("second");

    JvmNode fourth = cluster.replace(cluster.node(3));
    assertThat(get(fourth)).as("at a node that joined").isEqualTo("second");
    assertThat(put(fourth, "third")).isTrue();
    assertThat(get(cluster.node(1))).isEqualTo("third");
  }
}
