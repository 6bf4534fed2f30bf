package conclave.multijvm.scenario.members;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient;
import conclave.cli.api.ApiClient.Answer;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The members of the groups over HTTP. */
final class Roll {

  private static final String MEMBERS = "/api/v1/raft/members";
  private static final Duration ANSWER = Duration.ofSeconds(62);
  private static final String PATIENT = "?timeoutMs=60000";
  private static final Patience LONG = Patience.seconds(120);

  private Roll() {}

  /** Waits until that node sees these, and nobody else, as voters of every group. */
  static void awaitVoters(NodeProcess witness, List<NodeProcess> expected) {
    List<String> names = expected.stream().map(NodeProcess::name).sorted().toList();
    LONG.until(
        "voters %s of every group at %s".formatted(names, witness.name()),
        () -> {
          JsonNode groups = witness.api().get("/api/v1/raft/groups").json();
          boolean all =
              groups.size() == 2
                  && StreamSupport.stream(groups.spliterator(), false)
                      .allMatch(group -> voters(group).equals(names));
          return Optional.of(groups).filter(seen -> all);
        });
  }

  /** Whoever is a member; a learner spoils the name, so that it is none of those expected. */
  private static List<String> voters(JsonNode group) {
    return StreamSupport.stream(group.path("members").spliterator(), false)
        .map(
            member ->
                member.path("name").asText()
                    + (member.path("role").asText().equals("learner") ? " listens" : ""))
        .sorted()
        .toList();
  }

  /** Has that node admitted, through the other; waits until it is done. */
  static void admit(NodeProcess through, NodeProcess node) {
    String document =
        "{\"name\":\"%s\",\"address\":\"%s\"}"
            .formatted(node.name(), node.setup().place().announced());
    until200("admitting " + node.name(), () -> patient(through).post(MEMBERS + PATIENT, document));
  }

  /** Has that node removed, through the other; waits until it is done. */
  static void remove(NodeProcess through, NodeProcess node) {
    String path = MEMBERS + "/" + node.name() + PATIENT;
    until200("removing " + node.name(), () -> patient(through).delete(path));
  }

  /** Whoever is not answered, or by 503, asks again, which does no harm. */
  private static void until200(String what, Request request) {
    boolean[] again = {false};
    LONG.until(
        what,
        () -> {
          boolean repeated = again[0];
          again[0] = true;
          Answer answer = request.send();
          assertThat(answer.status()).as(answer.text()).isIn(200, 404, 503);
          assertThat(answer.status() == 404 && !repeated).as(answer.text()).isFalse();
          return Optional.of(answer).filter(a -> a.status() != 503);
        });
  }

  private interface Request {
    Answer send() throws IOException;
  }

  private static ApiClient patient(NodeProcess through) {
    return new ApiClient(through.http(), ANSWER);
  }

  /** The last line that the node printed with all of these words; empty for none. */
  static String said(NodeProcess node, String... words) {
    return node.log().stream()
        .filter(line -> Arrays.stream(words).allMatch(line::contains))
        .reduce("", (former, latter) -> latter);
  }
}
