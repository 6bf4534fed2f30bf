package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.http.member.MemberOutcome;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /api/v1/raft/members}: each outcome has its status. */
class MemberApiTest {

  private static final String PATH = "/api/v1/raft/members";
  private static final String N4 = "{'name':'n4','address':'10.0.0.4:25521'}";

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

  private static HttpResponse<String> ending(MemberOutcome outcome) throws Exception {
    api.cluster.members.forced = outcome;
    try {
      return post(PATH, N4);
    } finally {
      api.cluster.members.forced = null;
    }
  }

  @Test
  void whoIsAMemberNowIsNamed() throws Exception {
    HttpResponse<String> answer = post(PATH + "?timeoutMs=700", N4);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"name\":\"n4\",\"address\":\"10.0.0.4:25521\"}");
    assertThat(api.cluster.members.lastWish).isEqualTo("admit n4 at 10.0.0.4:25521");
    assertThat(api.cluster.members.lastDeadline).isBetween(Duration.ZERO, Duration.ofMillis(700));
  }

  @Test
  void whoIsNoneAnyMoreIsNamed() throws Exception {
    HttpResponse<String> answer = api.send("DELETE", PATH + "/n4", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"name\":\"n4\"}");
    assertThat(api.cluster.members.lastWish).isEqualTo("dismiss n4");
  }

  @Test
  void whatCannotBeNowIs409WithAWordAndTheReason() throws Exception {
    HttpResponse<String> answer = ending(new MemberOutcome.Conflict("needed", "n2 is down"));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).isEqualTo("{\"error\":\"needed\",\"message\":\"n2 is down\"}");
  }

  @Test
  void nobodyIs404() throws Exception {
    HttpResponse<String> answer = ending(new MemberOutcome.Nobody("nobody answered"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"not_found\"", "nobody answered");
  }

  @Test
  void withoutALeaderItIs503AndTellsWhetherItMayHaveBegun() throws Exception {
    HttpResponse<String> none = ending(new MemberOutcome.Unavailable(true, "no leader"));
    assertThat(none.statusCode()).isEqualTo(503);
    assertThat(none.body()).contains("\"unavailable\"", "\"outcome\":\"not_done\"");
    assertThat(ending(new MemberOutcome.Unavailable(false, "late")).body())
        .contains("\"outcome\":\"unknown\"");
  }

  @Test
  void aBoundThatIsReachedIs429() throws Exception {
    HttpResponse<String> answer = ending(new MemberOutcome.Overloaded("64 are waited for"));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("\"overloaded\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}",
        "[]",
        "{",
        "{'name':'n4'}",
        "{'name':7,'address':'h:1'}",
        "{'name':'','address':'h:1'}",
        "{'name':'n4','address':'h'}",
        "{'name':'n4','address':':1'}",
        "{'name':'n4','address':'h:123456'}",
      })
  void whatIsMalformedIs400(String body) throws Exception {
    assertThat(post(PATH, body).statusCode()).isEqualTo(400);
  }
}
