package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.http.leader.LeaderOutcome;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/v1/raft/groups/{group}/leader}: each outcome has its status. */
class LeaderApiTest {

  private static final String PATH = "/api/v1/raft/groups/p0/leader";

  private static ApiFixture api;

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return api.send("POST", path, body.replace('\'', '"'));
  }

  private static HttpResponse<String> ending(LeaderOutcome outcome) throws Exception {
    api.cluster.leaders.forced = outcome;
    try {
      return post(PATH, "{'to':'n2'}");
    } finally {
      api.cluster.leaders.forced = null;
    }
  }

  @Test
  void whoLeadsNowIsNamed() throws Exception {
    HttpResponse<String> answer = post(PATH + "?timeoutMs=700", "{'to':'n2'}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"group\":\"p0\",\"leader\":\"n2\"}");
    assertThat(api.cluster.leaders.lastDeadline).isBetween(Duration.ZERO, Duration.ofMillis(700));
  }

  @Test
  void whatCouldNotBeIs409WithTheReason() throws Exception {
    HttpResponse<String> answer = ending(new LeaderOutcome.NotHandedOver("n2 does not answer n1"));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"not_handed_over\",\"message\":\"n2 does not answer n1\"}");
  }

  @Test
  void aGroupThatIsNotThereIs404() throws Exception {
    HttpResponse<String> answer = ending(new LeaderOutcome.NoSuchGroup());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"not_found\"", "there is no group p0");
  }

  @Test
  void withoutALeaderItIs503AndTellsWhetherItMayHaveBegun() throws Exception {
    HttpResponse<String> none = ending(new LeaderOutcome.Unavailable(true, "no leader"));
    assertThat(none.statusCode()).isEqualTo(503);
    assertThat(none.body()).contains("\"unavailable\"", "\"outcome\":\"not_done\"");
    assertThat(ending(new LeaderOutcome.Unavailable(false, "late")).body())
        .contains("\"outcome\":\"unknown\"");
  }

  @Test
  void aBoundThatIsReachedIs429() throws Exception {
    HttpResponse<String> answer = ending(new LeaderOutcome.Overloaded("64 are under way"));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("\"overloaded\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/p0/leader;{};400",
        "/p0/leader;{'to':7};400",
        "/p0/leader;{'to':''};400",
        "/p0/leader;[];400",
        "/p0/leader;{;400",
        "//leader;{'to':'n2'};400",
        "/p0/leader?timeoutMs=1;{'to':'n2'};400",
      })
  void whatIsMalformedIs400(String path, String body, int status) throws Exception {
    assertThat(post("/api/v1/raft/groups" + path, body).statusCode()).isEqualTo(status);
  }

  @Test
  void anotherMethodIs405() throws Exception {
    assertThat(api.send("GET", PATH, "").statusCode()).isEqualTo(405);
  }
}
