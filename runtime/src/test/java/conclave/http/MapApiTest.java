package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.http.MapService.Consistency;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code /api/v1/maps}, status by status. */
class MapApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void well() {
    api.cluster.forced = Optional.empty();
  }

  @Test
  void aWriteIsReadBackWithItsVersion() throws Exception {
    HttpResponse<String> written = api.send("PUT", "/api/v1/maps/m/plain", "value");
    assertThat(written.statusCode()).isEqualTo(200);
    assertThat(written.body()).matches("\\{\"version\":\\d+}");
    HttpResponse<String> read = api.send("GET", "/api/v1/maps/m/plain", "");
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).isEqualTo("value");
    String version = written.body().replaceAll("\\D", "");
    assertThat(read.headers().firstValue("ETag")).contains("\"" + version + "\"");
    assertThat(api.send("DELETE", "/api/v1/maps/m/plain", "").body()).contains("\"version\":");
    assertThat(api.send("GET", "/api/v1/maps/m/plain", "").statusCode()).isEqualTo(404);
    assertThat(api.send("DELETE", "/api/v1/maps/m/plain", "").statusCode()).isEqualTo(404);
  }

  @Test
  void conditionsGuardAWrite() throws Exception {
    String path = "/api/v1/maps/m/guarded";
    assertThat(api.send("PUT", path, "a", "If-Match", "\"7\"").body())
        .contains("\"error\":\"version_mismatch\"", "\"version\":0");
    HttpResponse<String> created = api.send("PUT", path, "a", "If-None-Match", "*");
    assertThat(created.statusCode()).isEqualTo(200);
    String version = created.body().replaceAll("\\D", "");
    HttpResponse<String> again = api.send("PUT", path, "b", "If-None-Match", "*");
    assertThat(again.statusCode()).isEqualTo(412);
    assertThat(again.body()).contains("\"version\":" + version);
    assertThat(api.send("PUT", path, "b", "If-Match", "\"" + version + "\"").statusCode())
        .isEqualTo(200);
    assertThat(api.send("DELETE", path, "", "If-Match", "\"" + version + "\"").statusCode())
        .isEqualTo(412);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "\"\"",
        "\"0\"",
        "\"x\"",
        "W/\"7\"",
        "\"7\", \"8\"",
        "*",
        "\"9007199254740992\""
      })
  void aMalformedIfMatchIs400(String tag) throws Exception {
    refused(400, api.send("PUT", "/api/v1/maps/m/k", "a", "If-Match", tag));
  }

  @Test
  void contradictoryConditionsAre400() throws Exception {
    refused(
        400, api.send("PUT", "/api/v1/maps/m/k", "a", "If-Match", "\"1\"", "If-None-Match", "*"));
    refused(400, api.send("PUT", "/api/v1/maps/m/k", "a", "If-None-Match", "\"1\""));
    refused(400, api.send("DELETE", "/api/v1/maps/m/k", "", "If-None-Match", "*"));
    refused(400, api.send("PUT", "/api/v1/maps/m/k", "", "If-Match", "\"1\"", "If-Match", "\"2\""));
  }

  @Test
  void aKeyIsOneDecodedSegment() throws Exception {
    api.send("PUT", "/api/v1/maps/a%2Fb/%C3%A4%20+%2e%2E", "x");
    assertThat(api.cluster.lastKey).isEqualTo(new EntryKey("a/b", "ä +.."));
    api.send("GET", "/api/v1/maps/m/%2e%2e", "");
    assertThat(api.cluster.lastKey).isEqualTo(new EntryKey("m", ".."));
    refused(404, api.send("GET", "/api/v1/maps/m/a/b", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/maps/m/", "/api/v1/maps//k", "/api/v1/maps/m/%ff", "/api/v1/maps/m/%C3"})
  void anEmptyOrBrokenKeyIs400(String path) throws Exception {
    refused(400, api.send("GET", path, ""));
  }

  @Test
  void keysAreBoundedInBytesOfUtf8() throws Exception {
    assertThat(api.send("PUT", "/api/v1/maps/m/" + "k".repeat(1024), "a").statusCode())
        .isEqualTo(200);
    assertThat(api.send("PUT", "/api/v1/maps/m/" + "%C3%A4".repeat(512), "a").statusCode())
        .isEqualTo(200);
    refused(400, api.send("PUT", "/api/v1/maps/m/" + "k".repeat(1025), "a"));
    refused(400, api.send("PUT", "/api/v1/maps/m/" + "%C3%A4".repeat(513), "a"));
    refused(400, api.send("PUT", "/api/v1/maps/" + "m".repeat(1025) + "/k", "a"));
  }

  @Test
  void valuesAreBounded() throws Exception {
    byte[] largest = new byte[1 << 20];
    assertThat(api.send("PUT", "/api/v1/maps/m/large", largest).statusCode()).isEqualTo(200);
    assertThat(api.send("GET", "/api/v1/maps/m/large", "").body()).hasSize(1 << 20);
    refused(413, api.send("PUT", "/api/v1/maps/m/large", new byte[(1 << 20) + 1]));
    refused(413, api.send("PUT", "/api/v1/maps/m/large", new byte[4 << 20]));
    assertThat(api.send("PUT", "/api/v1/maps/m/empty", "").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "60001", "-1", "x", "", "1e3", "99999999999999999999"})
  void aTimeoutOutOfRangeIs400(String timeout) throws Exception {
    refused(400, api.send("GET", "/api/v1/maps/m/k?timeoutMs=" + timeout, ""));
  }

  @Test
  void thePortIsToldTheDeadlineLessTheWayBack() throws Exception {
    api.send("GET", "/api/v1/maps/m/k?timeoutMs=60000", "");
    assertThat(api.cluster.lastDeadline)
        .isBetween(Duration.ofMillis(59_900), Duration.ofMillis(60_000));
    api.send("GET", "/api/v1/maps/m/k", "");
    assertThat(api.cluster.lastDeadline)
        .isBetween(Duration.ofMillis(4_900), Duration.ofMillis(5_000));
    refused(400, api.send("GET", "/api/v1/maps/m/k?timeoutMs=20&timeoutMs=30", ""));
  }

  @Test
  void consistencyIsLinearizableUnlessAskedOtherwise() throws Exception {
    api.send("GET", "/api/v1/maps/m/k", "");
    assertThat(api.cluster.lastConsistency).isEqualTo(Consistency.LINEARIZABLE);
    api.send("GET", "/api/v1/maps/m/k?consistency=stale", "");
    assertThat(api.cluster.lastConsistency).isEqualTo(Consistency.STALE);
    refused(400, api.send("GET", "/api/v1/maps/m/k?consistency=eventual", ""));
  }

  @Test
  void aStaleReadMayAskForAVersionThatItMustNotBeBehind() throws Exception {
    api.send("PUT", "/api/v1/maps/m/k", "one");
    String stale = "/api/v1/maps/m/k?consistency=stale&minVersion=";
    assertThat(api.send("GET", stale + "1", "").body()).isEqualTo("one");
    refused(503, api.send("GET", stale + "2", ""));
    for (String wrong : new String[] {"0", "-1", "x", "", "9007199254740992"}) {
      refused(400, api.send("GET", stale + wrong, ""));
    }
    refused(400, api.send("GET", "/api/v1/maps/m/k?minVersion=1", ""));
  }

  @ParameterizedTest
  @CsvSource({"PUT,true,not_done", "PUT,false,unknown", "DELETE,false,unknown", "GET,false,"})
  void withoutAQuorumTheOutcomeIsTold(String method, boolean notDone, String outcome)
      throws Exception {
    force(new MapOutcome.Unavailable(notDone, "no quorum"));
    HttpResponse<String> answer = api.send(method, "/api/v1/maps/m/k", "");
    refused(503, answer);
    if (outcome == null) {
      assertThat(answer.body()).contains("\"unavailable\"").doesNotContain("outcome");
    } else {
      assertThat(answer.body()).contains("\"unavailable\"", "\"outcome\":\"" + outcome + "\"");
    }
  }

  @Test
  void aBoundThatIsReachedIs429() throws Exception {
    force(new MapOutcome.Overloaded("1,024 commands wait"));
    HttpResponse<String> answer = api.send("PUT", "/api/v1/maps/m/k", "v");
    refused(429, answer);
    assertThat(answer.body()).contains("\"overloaded\"");
  }

  @Test
  void aPortThatNeverAnswersIsUnknownAtTheDeadline() throws Exception {
    api.cluster.forced = Optional.of(new CompletableFuture<>());
    HttpResponse<String> write = api.send("PUT", "/api/v1/maps/m/k?timeoutMs=50", "v");
    refused(503, write);
    assertThat(write.body()).contains("\"outcome\":\"unknown\"", "no answer within 50 ms");
    assertThat(api.send("GET", "/api/v1/maps/m/k?timeoutMs=50", "").body())
        .doesNotContain("outcome");
  }

  @Test
  void aPortThatFailsIsUnknownWithoutATrace() throws Exception {
    api.cluster.forced =
        Optional.of(CompletableFuture.failedFuture(new IllegalStateException("secret")));
    HttpResponse<String> write = api.send("PUT", "/api/v1/maps/m/k", "v");
    refused(503, write);
    assertThat(write.body()).contains("\"outcome\":\"unknown\"").doesNotContain("secret");
  }

  @Test
  void aRequestWithAKnownKeyGetsTheFirstAnswerAgainByteForByte() throws Exception {
    String path = "/api/v1/maps/m/once";
    HttpResponse<String> first = api.send("PUT", path, "v", "Idempotency-Key", "a");
    assertThat(first.statusCode()).isEqualTo(200);
    same(first, api.send("PUT", path, "v", "Idempotency-Key", "a"));
    same(first, api.send("PUT", path + "?timeoutMs=9000", "v", "Idempotency-Key", "a"));
    same(first, api.send("PUT", "/api/v1/maps/%6D/%6fnce", "v", "Idempotency-Key", "a"));
    String[] ifAbsent = {"Idempotency-Key", "b", "If-None-Match", "*"};
    HttpResponse<String> mismatch = api.send("PUT", path, "v", ifAbsent);
    assertThat(mismatch.statusCode()).isEqualTo(412);
    HttpResponse<String> deleted = api.send("DELETE", path, "", "Idempotency-Key", "a");
    assertThat(deleted.statusCode()).as("another method").isEqualTo(200);
    same(deleted, api.send("DELETE", path, "", "Idempotency-Key", "a"));
    same(mismatch, api.send("PUT", path, "v", ifAbsent));
    HttpResponse<String> missing = api.send("DELETE", path, "", "Idempotency-Key", "c");
    assertThat(missing.statusCode()).isEqualTo(404);
    api.send("PUT", path, "w");
    same(missing, api.send("DELETE", path, "", "Idempotency-Key", "c"));
    assertThat(api.send("GET", path, "").body()).isEqualTo("w");
  }

  private static void same(HttpResponse<String> first, HttpResponse<String> again) {
    assertThat(again.statusCode()).isEqualTo(first.statusCode());
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void aKeyIsUniqueWithinOneMethodOfOnePath() throws Exception {
    String first = api.send("PUT", "/api/v1/maps/m/here", "v", "Idempotency-Key", "k").body();
    String there = api.send("PUT", "/api/v1/maps/m/there", "v", "Idempotency-Key", "k").body();
    assertThat(there).contains("\"version\"").isNotEqualTo(first);
  }

  @Test
  void aKeyOfAnotherRequestIs422() throws Exception {
    String path = "/api/v1/maps/m/reused";
    api.send("PUT", path, "v", "Idempotency-Key", "k", "If-None-Match", "*");
    String[][] others = {
      {"w", "Idempotency-Key", "k", "If-None-Match", "*"},
      {"v", "Idempotency-Key", "k"},
      {"v", "Idempotency-Key", "k", "If-Match", "\"1\""},
    };
    for (String[] other : others) {
      String[] headers = Arrays.copyOfRange(other, 1, other.length);
      HttpResponse<String> answer = api.send("PUT", path, other[0], headers);
      refused(422, answer);
      assertThat(answer.body()).contains("\"idempotency_key_reused\"");
    }
    refused(422, api.send("PUT", path + "?a=b", "v", "Idempotency-Key", "k", "If-None-Match", "*"));
  }

  @Test
  void anIdempotencyKeyHasOneTo256Bytes() throws Exception {
    String path = "/api/v1/maps/m/k";
    assertThat(api.send("PUT", path, "v", "Idempotency-Key", "a".repeat(256)).statusCode())
        .isEqualTo(200);
    refused(400, api.send("PUT", path, "v", "Idempotency-Key", "a".repeat(257)));
    refused(400, api.send("PUT", path, "v", "Idempotency-Key", ""));
    refused(400, api.send("DELETE", path, "", "Idempotency-Key", ""));
    refused(400, api.send("PUT", path, "v", "Idempotency-Key", "a", "Idempotency-Key", "b"));
  }

  private static void force(MapOutcome outcome) {
    api.cluster.forced = Optional.of(CompletableFuture.completedFuture(outcome));
  }

  private static void refused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").contains("\"message\":\"");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }
}
