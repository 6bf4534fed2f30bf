package conclave.multijvm.scenario.members;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.scenario.Clusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * From three members to five and back to three under load, with SIGKILL for a leader and a member
 * in between, and a member whose disk is lost: service goes on, nothing is lost, and whoever was
 * removed knows it.
 */
class MembersComeAndGoTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final int CLIENTS = 6;

  private final RecordedMaps maps = new RecordedMaps();
  private final List<Integer> underWayAtKills = new ArrayList<>();
  private final List<NodeProcess> removed = new ArrayList<>();

  @Test
  void service_goes_on_while_members_come_and_go() throws Exception {
    try (ClusterProcesses cluster = Clusters.own("members")) {
      MapLoad.Setup setup = new MapLoad.Setup("members", CLIENTS, TIMEOUT, 31);
      List<NodeProcess> left;
      try (MapLoad load = MapLoad.start(cluster.nodes(), maps, setup)) {
        grow(cluster);
        killTheLeader(cluster, load);
        left = shrink(cluster, load);
        loseADisk(left, load);
      }
      for (NodeProcess node : removed) {
        requireGone(node);
      }
      int keys = maps.readEverything(left, PATIENT);
      System.out.printf(
          "members come and go: 3, 5, 3 under load; %s requests under way at kills, longest time"
              + " without one done %d ms; %d done, %d refused, %d unknown on %d keys%n",
          underWayAtKills,
          maps.longestGap().toMillis(),
          maps.count(Kind.DONE),
          maps.count(Kind.REFUSED),
          maps.count(Kind.UNKNOWN),
          keys);
      assertThat(maps.verdict().linearizable()).as("%s", maps.verdict()).isTrue();
      assertThat(underWayAtKills).hasSize(3).allMatch(count -> count > 0);
      assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(300);
    }
  }

  /** Both at once: one waits for the other. */
  private static void grow(ClusterProcesses cluster) {
    NodeProcess n1 = cluster.nodes().get(0);
    NodeProcess n4 = cluster.join(n1);
    NodeProcess n5 = cluster.join(cluster.nodes().get(1));
    cluster.awaitReady(n4, Clusters.START);
    cluster.awaitReady(n5, Clusters.START);
    Roll.awaitVoters(n5, cluster.nodes());
  }

  private void killTheLeader(ClusterProcesses cluster, MapLoad load) {
    Leader leader = cluster.awaitLeader(cluster.nodes(), Clusters.START);
    kill(leader.node(), load);
    cluster.awaitLeader(cluster.others(leader.node()), Clusters.START);
    leader.node().start();
    cluster.awaitReady(leader.node(), Clusters.START);
  }

  /** The leader of control goes; then another one, while a third is down. */
  private List<NodeProcess> shrink(ClusterProcesses cluster, MapLoad load) {
    NodeProcess leader =
        cluster.awaitLeader(ClusterProcesses.CONTROL, cluster.nodes(), Clusters.START).node();
    List<NodeProcess> four = cluster.others(leader);
    Roll.remove(four.get(3), leader);
    removed.add(leader);

    NodeProcess down = four.get(0);
    NodeProcess second = four.get(2);
    kill(down, load);
    Roll.remove(four.get(1), second);
    removed.add(second);
    down.start();
    cluster.awaitReady(down, Clusters.START);
    List<NodeProcess> three = List.of(down, four.get(1), four.get(3));
    Roll.awaitVoters(down, three);
    return three;
  }

  /** It says so, ends as asked, and never starts on its directory again. */
  private static void requireGone(NodeProcess removed) throws Exception {
    assertThat(removed.jvm().ended().get(60, TimeUnit.SECONDS)).as("%s", removed).isZero();
    assertThat(Roll.said(removed, "stops for good", "was removed from cluster")).isNotEmpty();
    removed.start();
    assertThat(removed.jvm().ended().get(60, TimeUnit.SECONDS)).as("%s", removed).isEqualTo(2);
    assertThat(Roll.said(removed, "conclave:", "was removed", "for good")).isNotEmpty();
  }

  /** A member of the first three has {@code --peers}; one that joined would wait just so. */
  private void loseADisk(List<NodeProcess> members, MapLoad load) {
    NodeProcess wiped = members.get(0);
    kill(wiped, load);
    wiped.wipe();
    wiped.start();
    Roll.admit(members.get(1), wiped);
    wiped.awaitReady(Clusters.START);
    Roll.awaitVoters(wiped, members);
  }

  /**
   * Between two requests a client rests, so a moment without any is possible and proves nothing.
   */
  private void kill(NodeProcess node, MapLoad load) {
    Patience.seconds(10)
        .until("requests under way", () -> Optional.of(load.underWay()).filter(n -> n > 0));
    underWayAtKills.add(load.underWay());
    node.kill();
  }
}
