package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient.Answer;
import conclave.node.CannotStart;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes in this JVM that keep no log on disk, as one tale, since nodes are dear. */
class WithoutALogTest {

  private static final Map<String, Object> MEMORY =
      Map.of("durability", "memory", "node.hello-interval", "50 ms");
  private static final Map<String, Object> ANEW =
      Map.of("durability", "memory", "node.hello-interval", "50 ms", "node.new-cluster", true);

  @TempDir private Path temp;
  private NodesKit nodes;

  @BeforeEach
  void create() throws IOException {
    nodes = new NodesKit(temp, 3);
  }

  @AfterEach
  void stopAll() {
    nodes.close();
  }

  @Test
  void aNodeThatStartsAgainIsTakenInAnewAndALostMajorityIsSaid() throws IOException {
    for (int which = 0; which < 3; which++) {
      nodes.start(which, MEMORY);
    }
    nodes.awaitReady();
    assertThat(nodes.json(0, "/ready").path("durability").asText()).isEqualTo("memory");
    assertThat(filesOf(0)).as("what is on disk").contains("identity").doesNotContain("journal");
    assertThat(nodes.post(0, "/api/v1/locks/a/acquire", lockOf("first")).status()).isEqualTo(200);

    String before = identity(2);
    nodes.stop(2);
    nodes.start(2, MEMORY);
    nodes.awaitReady();
    assertThat(identity(2)).as("another life").isNotEqualTo(before);
    awaitVoters(2);
    assertThat(nodes.json(2, "/api/v1/locks").findValuesAsText("owner")).containsExactly("first");

    long given = token(nodes.post(1, "/api/v1/locks/b/acquire", lockOf("second")));
    allForget();
    startAnew(given);
  }

  /** Two of three at once are too many; the third is of no use to them, and says so. */
  private void allForget() {
    nodes.stop(1);
    nodes.stop(2);
    nodes.start(1, MEMORY);
    nodes.start(2, MEMORY);
    for (int which = 0; which < 3; which++) {
      awaitLost(which);
    }
    nodes.stop(0);
    nodes.start(0, MEMORY);
    awaitLost(0);
  }

  private void awaitLost(int which) {
    ClusterKit.await(
        "n%d says that the majority is lost".formatted(which + 1),
        () -> {
          Answer answer = nodes.get(which, "/ready");
          return answer.status() == 503 && answer.text().contains("\"lost_majority\"");
        });
  }

  private void startAnew(long given) {
    nodes.stop(1);
    nodes.start(1, ANEW);
    nodes.awaitReady();
    for (int which = 0; which < 3; which++) {
      awaitVoters(which);
    }
    assertThat(nodes.json(2, "/api/v1/locks").findValuesAsText("owner")).isEmpty();
    long next = token(nodes.post(2, "/api/v1/locks/b/acquire", lockOf("third")));
    assertThat(next).as("tokens grow over all that is lost").isGreaterThan(given + (1L << 39));
  }

  private void awaitVoters(int asked) {
    for (String group : NodeServices.GROUPS) {
      ClusterKit.await("three voters of " + group, () -> voters(asked, group) == 3);
    }
  }

  private long voters(int asked, String group) {
    for (JsonNode one : nodes.json(asked, "/api/v1/raft/groups")) {
      if (one.path("group").asText().equals(group)) {
        List<String> roles = one.path("members").findValuesAsText("role");
        return roles.stream().filter(role -> !role.equals("learner")).count();
      }
    }
    return 0;
  }

  private static String lockOf(String owner) {
    return "{'owner':'%s','ttlMs':600000,'waitMs':15000}".formatted(owner);
  }

  private static long token(Answer answer) {
    try {
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return answer.json().path("fencingToken").asLong();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> filesOf(int which) throws IOException {
    try (Stream<Path> files = Files.list(nodes.data(which))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String identity(int which) throws IOException {
    return Files.readString(nodes.data(which).resolve("identity"))
        .lines()
        .filter(line -> line.startsWith("node "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDirectoryIsOfOneKind() throws IOException {
    nodes = new NodesKit(temp, 1);
    nodes.start(0, MEMORY);
    nodes.awaitReady();
    nodes.stop(0);
    assertThatThrownBy(() -> nodes.start(0))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is that of a node without a log on disk");
    assertThatThrownBy(() -> nodes.start(0, Map.of("node.new-cluster", true)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("conclave.node.new-cluster");
  }
}
