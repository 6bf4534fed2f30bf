package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient.Answer;
import conclave.node.CannotStart;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes in this JVM: one that founds the cluster, and others that join it and leave. */
class MembersTest {

  private static final int N1 = 0;
  private static final int N2 = 1;
  private static final int N3 = 2;
  private static final String MEMBERS = "/api/v1/raft/members";

  /** Below what the client of the kit has. */
  private static final String PATIENT = "?timeoutMs=18000";

  @TempDir private Path temp;
  private NodesKit nodes;

  @BeforeEach
  void create() throws IOException {
    nodes = new NodesKit(temp, 3, 1);
  }

  @AfterEach
  void stopAll() {
    nodes.close();
  }

  /** The members of that group as that node sees them, with roles other than leader and learner. */
  private List<String> members(int asked, String group) {
    List<String> members = new ArrayList<>();
    for (JsonNode one : nodes.json(asked, "/api/v1/raft/groups")) {
      if (one.path("group").asText().equals(group)) {
        one.path("members")
            .forEach(
                member ->
                    members.add(
                        member.path("name").asText()
                            + (member.path("role").asText().equals("learner") ? " listens" : "")));
      }
    }
    return members;
  }

  private void awaitMembers(int asked, String... expected) {
    for (String group : NodeServices.GROUPS) {
      ClusterKit.await(
          "%s of %s".formatted(List.of(expected), group),
          () -> members(asked, group).equals(List.of(expected)));
    }
    ClusterKit.await(
        "%s among the nodes".formatted(List.of(expected)),
        () ->
            nodes.json(asked, "/api/v1/nodes").findValuesAsText("name").equals(List.of(expected)));
  }

  @Test
  void nodesJoinAndLeave() {
    nodes.start(N1);
    nodes.awaitReady();
    nodes.start(N2);
    nodes.start(N3);
    nodes.awaitReady();
    for (int asked : new int[] {N1, N2, N3}) {
      awaitMembers(asked, "n1", "n2", "n3");
    }
    Answer again =
        nodes.post(
            N2, MEMBERS + PATIENT, "{'name':'n3','address':'%s'}".formatted(nodes.address(N3)));
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    Answer nobody = nodes.delete(N2, MEMBERS + "/n9");
    assertThat(nobody.status()).as(nobody.text()).isEqualTo(404);

    Answer left = nodes.delete(N2, MEMBERS + "/n1" + PATIENT);
    assertThat(left.status()).as(left.text()).isEqualTo(200);
    nodes.awaitStopped(N1);
    awaitMembers(N2, "n2", "n3");
    assertThatThrownBy(() -> nodes.start(N1))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("was removed from cluster");

    nodes.stop(N3);
    nodes.start(N3);
    nodes.awaitReady();
    awaitMembers(N3, "n2", "n3");
  }
}
