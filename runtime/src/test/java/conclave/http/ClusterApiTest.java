package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.http.lock.LockOutcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, views, the page, what is not built, and clients that misbehave. */
class ClusterApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aNodeThatHasJustStartedAnswersThatNothingWasDone() throws Exception {
    try (ApiFixture starting = new ApiFixture(ApiFixture.SETTINGS, false)) {
      assertThat(starting.send("GET", "/ready", "").statusCode()).isEqualTo(503);
      HttpResponse<String> put = starting.send("PUT", "/api/v1/maps/m/k", "v");
      assertThat(put.statusCode()).isEqualTo(503);
      assertThat(put.body()).contains("\"unavailable\"", "\"outcome\":\"not_done\"");
      starting.serve();
      assertThat(starting.send("GET", "/alive", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void healthIs200Or503WithTheReason() throws Exception {
    api.cluster.healthy = true;
    assertThat(api.send("GET", "/alive", "").statusCode()).isEqualTo(200);
    assertThat(api.send("GET", "/ready", "").statusCode()).isEqualTo(200);
    api.cluster.healthy = false;
    HttpResponse<String> ready = api.send("GET", "/ready", "");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("not_ready", "p0 has no leader");
    assertThat(api.send("GET", "/alive", "").statusCode()).isEqualTo(503);
  }

  @Test
  void nodesAndGroupsAreDocuments() throws Exception {
    assertThat(api.send("GET", "/api/v1/nodes", "").body())
        .contains(
            """
            {"name":"n1","address":"h:1","status":"up","reachable":true,"cpu":0.5,"memoryUsed":1,\
            "memoryMax":2,"diskFree":3,"diskTotal":4,"uptimeMs":5,"ageMs":6,"systemCpu":0.5,\
            "containerMemoryUsed":7,"containerMemoryMax":8,"gcShare":0.5,"fsyncMs":0.5,\
            "fsyncSmoothedMs":0.5,"pauseMs":0.5,"alarms":["fsync"],"akka":"joining",\
            "priority":100,"condition":"sick","ailments":["slow-disk"],\
            "protocol":1,"newestProtocol":1}\
            """)
        .contains(
            "\"pauseMs\":null,\"alarms\":[],\"akka\":\"none\",\"priority\":null,\"condition\":null,\"ailments\":[],"
                + "\"protocol\":1,\"newestProtocol\":null}");
    assertThat(api.send("GET", "/api/v1/raft/groups", "").body())
        .contains(
            """
            {"group":"control","leader":"n1","term":3,"commitIndex":9,"lastApplied":8,\
            "members":[{"name":"n1","role":"leader","matchIndex":9}]}\
            """);
  }

  @Test
  void thePageIsEscapedAndLoadsNothing() throws Exception {
    api.send("POST", "/api/v1/locks/%3Cb%3E/acquire", "{\"owner\":\"<b>\",\"ttlMs\":10}");
    HttpResponse<String> page = api.send("GET", "/", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(page.body())
        .contains("n1&lt;script&gt;", "&lt;b&gt;", "control")
        .contains("<td>&lt;b&gt;<td>&lt;b&gt;<td class=number>1<td class=number>8500 ms")
        .contains(
            "<td class=number>50%<td class=number>50%",
            "<td class=number>6 ms<td>sick: slow-disk<td>fsync")
        .contains("4 partitions, epoch 7", "<td>n2&lt;b&gt;<td class=number>1<td class=number>2")
        .doesNotContain("<b>", "<script", "http://", "https://");
  }

  @Test
  void thePageComesWithoutAQuorumToo() throws Exception {
    api.cluster.ring.known = false;
    api.cluster.locks.forced =
        Optional.of(
            CompletableFuture.completedFuture(
                new LockOutcome.Unavailable(true, "<no> leader took it in time")));
    HttpResponse<String> page = api.send("GET", "/", "");
    api.cluster.ring.known = true;
    api.cluster.locks.forced = Optional.empty();
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("not known: &lt;no&gt; leader took it in time", "there is no table yet");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/nowhere,404",
    "GET,/api/v1/nodes/,404",
    "GET,//,404",
    "POST,/api/v1/nodes,405",
    "PATCH,/api/v1/maps/m/k,405",
    "GET,/api/v1/locks/x/acquire,405",
    "GET,/metrics,501",
    "DELETE,/api/v1/raft/members/,400",
  })
  void everyOtherPathHasItsStatus(String method, String path, int status) throws Exception {
    refused(status, api.send(method, path, ""));
  }

  @Test
  void aMethodThatIsNotPossibleNamesThoseThatAre() throws Exception {
    HttpResponse<String> answer = api.send("POST", "/api/v1/maps/m/k", "");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("DELETE, GET, PUT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/api/v1/raft/members;[];400",
        "/api/v1/raft/members;{;400",
        "/api/v1/raft/members;{'name':'n4','address':'h'};400",
      })
  void whatIsNotBuiltIs501UnlessMalformed(String path, String body, int status) throws Exception {
    refused(status, api.send("POST", path, body.replace('\'', '"')));
  }

  @Test
  void aDocumentThatIsTooLargeIs413() throws Exception {
    refused(413, api.send("POST", "/api/v1/raft/members", new byte[1 << 20]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE GARBAGE GARBAGE\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "PUT /api/v1/maps/m/k HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nbroken header\r\n\r\n",
      })
  void malformedHeadsGetAnErrorDocument(String head) throws IOException {
    assertThat(api.raw(head))
        .matches("(?s)HTTP/1.1 (400|405|505) .*")
        .containsPattern("\\{\"error\":\"[a-z_]+\",\"message\":\"");
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws IOException {
    String close = "Host: x\r\nConnection: close\r\n";
    assertThat(api.raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + close + "\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains("head_too_large");
    String headers = ("X-Long: " + "a".repeat(7_000) + "\r\n").repeat(3);
    assertThat(api.raw("GET / HTTP/1.1\r\n" + close + headers + "\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("head_too_large");
  }

  @Test
  void aBodyThatDoesNotArriveIs408() throws IOException {
    String head = "PUT /api/v1/maps/m/k HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    assertThat(api.raw(head + "Content-Length: 10\r\n\r\nabc"))
        .startsWith("HTTP/1.1 408 ")
        .contains("request_timeout");
  }

  @Test
  void theAbsoluteFormOfATargetIsUnderstood() throws IOException {
    assertThat(
            api.raw("GET http://x/api/v1/nodes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  private static void refused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").contains("\"message\":\"");
  }
}
