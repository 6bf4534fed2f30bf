package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.http.lock.LockOutcome;
import conclave.machine.keys.IdempotencyKey;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code /api/v1/locks}, status by status. */
class LockApiTest {

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
    locks().forced = Optional.empty();
    locks().clear();
  }

  private static FakeLocks locks() {
    return api.cluster.locks;
  }

  private static HttpResponse<String> post(String path, String body, String... headers)
      throws Exception {
    return api.send("POST", "/api/v1/locks/" + path, body.replace('\'', '"'), headers);
  }

  private static long token(HttpResponse<String> granted) {
    assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
    return Long.parseLong(granted.body().replaceAll(".*\"fencingToken\":(\\d+).*", "$1"));
  }

  @Test
  void aLockIsTakenRenewedAndGivenBack() throws Exception {
    HttpResponse<String> taken = post("door/acquire", "{'owner':'a','ttlMs':5000,'waitMs':0}");
    long token = token(taken);
    assertThat(taken.body())
        .isEqualTo("{\"name\":\"door\",\"owner\":\"a\",\"fencingToken\":%d,\"ttlMs\":5000}", token);
    assertThat(taken.headers().firstValue("Content-Type")).contains("application/json");
    String held = "{'owner':'a','fencingToken':%d}".formatted(token);
    HttpResponse<String> renewed = post("door/renew", held);
    assertThat(renewed.body())
        .isEqualTo("{\"name\":\"door\",\"owner\":\"a\",\"fencingToken\":%d,\"ttlMs\":9000}", token);
    HttpResponse<String> released = post("door/release", held);
    assertThat(released.statusCode()).isEqualTo(200);
    assertThat(released.body())
        .isEqualTo("{\"name\":\"door\",\"owner\":\"a\",\"fencingToken\":%d}", token);
    assertThat(token(post("door/acquire", "{'owner':'b','ttlMs':5000}"))).isGreaterThan(token);
  }

  @Test
  void anotherOwnerIsToldWhoHoldsIt() throws Exception {
    post("door/acquire", "{'owner':'a','ttlMs':5000}");
    HttpResponse<String> locked = post("door/acquire", "{'owner':'b','ttlMs':5000,'waitMs':0}");
    refused(409, locked);
    assertThat(locked.body()).contains("\"error\":\"locked\"", "\"owner\":\"a\"");
  }

  @Test
  void theSameOwnerAgainGetsTheSameToken() throws Exception {
    long first = token(post("door/acquire", "{'owner':'a','ttlMs':5000}"));
    assertThat(token(post("door/acquire", "{'owner':'a','ttlMs':5000}"))).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"renew", "release"})
  void aLostLockIs410(String what) throws Exception {
    HttpResponse<String> lost = post("door/" + what, "{'owner':'a','fencingToken':7}");
    refused(410, lost);
    assertThat(lost.body()).contains("\"error\":\"lock_lost\"");
  }

  @Test
  void heldLocksAreADocument() throws Exception {
    assertThat(api.send("GET", "/api/v1/locks", "").body()).isEqualTo("[]");
    long token = token(post("a%2Fb/acquire", "{'owner':'o','ttlMs':9000}"));
    assertThat(api.send("GET", "/api/v1/locks", "").body())
        .isEqualTo(
            """
            [{"name":"a/b","owner":"o","fencingToken":%d,"ttlMs":9000,"remainingMs":8500,\
            "waiters":2}]\
            """,
            token);
  }

  @Test
  void aNameIsOneDecodedSegmentOfUpTo1024Bytes() throws Exception {
    post("a%2Fb%20%C3%A4+%2e/acquire", "{'owner':'ö','ttlMs':10}");
    assertThat(locks().lastWanted.name()).isEqualTo("a/b ä+.");
    assertThat(locks().lastWanted.owner()).isEqualTo("ö");
    token(post("%C3%A4".repeat(512) + "/acquire", "{'owner':'o','ttlMs':10}"));
    refused(400, post("%C3%A4".repeat(513) + "/acquire", "{'owner':'o','ttlMs':10}"));
    refused(400, post("n".repeat(1025) + "/release", "{'owner':'o','fencingToken':1}"));
    refused(404, post("a/b/acquire", "{'owner':'o','ttlMs':10}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "acquire;{'owner':'o','ttlMs':10};200",
        "acquire;{'owner':'o','ttlMs':86400000,'waitMs':600000};200",
        "acquire;{'owner':'o','ttlMs':9};400",
        "acquire;{'owner':'o','ttlMs':86400001};400",
        "acquire;{'owner':'o','ttlMs':1.5};400",
        "acquire;{'owner':'o','ttlMs':'10'};400",
        "acquire;{'owner':'o'};400",
        "acquire;{'owner':'o','ttlMs':10,'waitMs':-1};400",
        "acquire;{'owner':'o','ttlMs':10,'waitMs':600001};400",
        "acquire;{'owner':'o','ttlMs':10,'waitMs':null};400",
        "acquire;{'owner':'','ttlMs':10};400",
        "acquire;{'owner':7,'ttlMs':10};400",
        "acquire;{'ttlMs':10};400",
        "acquire;[];400",
        "acquire;{;400",
        "renew;{'owner':'o','fencingToken':9007199254740991};410",
        "renew;{'owner':'o','fencingToken':9007199254740992};400",
        "renew;{'owner':'o','fencingToken':0};400",
        "renew;{'owner':'o'};400",
        "release;{'fencingToken':1};400",
        "release;{'owner':'o','fencingToken':1e3};400",
      })
  void rangesAreThoseOfTheContract(String what, String body, int status) throws Exception {
    HttpResponse<String> answer = post("door/" + what, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void anOwnerHasUpTo256Bytes() throws Exception {
    token(post("a/acquire", "{'owner':'%s','ttlMs':10}".formatted("ä".repeat(128))));
    refused(400, post("b/acquire", "{'owner':'%s','ttlMs':10}".formatted("o".repeat(257))));
    refused(413, post("c/acquire", "{'owner':'o','ttlMs':10%s}".formatted(" ".repeat(16 << 10))));
  }

  @Test
  void theDeadlineOfAnAcquireIsItsWaitAndThatOfOtherRequests() throws Exception {
    post("door/acquire", "{'owner':'o','ttlMs':10,'waitMs':60000}");
    assertThat(locks().lastWanted.waitAtMost()).isEqualTo(Duration.ofSeconds(60));
    assertThat(locks().lastDeadline)
        .isBetween(Duration.ofMillis(64_900), Duration.ofMillis(65_000));
    post("door/acquire?timeoutMs=1000", "{'owner':'o','ttlMs':10,'waitMs':100}");
    assertThat(locks().lastDeadline).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_100));
    post("door/renew", "{'owner':'o','fencingToken':1}");
    assertThat(locks().lastDeadline).isBetween(Duration.ofMillis(4_900), Duration.ofMillis(5_000));
  }

  @ParameterizedTest
  @CsvSource({"acquire,true,not_done", "renew,false,unknown", "release,false,unknown", "'',false,"})
  void withoutAQuorumTheOutcomeIsTold(String what, boolean notDone, String outcome)
      throws Exception {
    force(new LockOutcome.Unavailable(notDone, "no quorum"));
    HttpResponse<String> answer =
        what.isEmpty()
            ? api.send("GET", "/api/v1/locks", "")
            : post("door/" + what, "{'owner':'o','ttlMs':10,'fencingToken':1}");
    refused(503, answer);
    if (outcome == null) {
      assertThat(answer.body()).contains("\"unavailable\"").doesNotContain("outcome");
    } else {
      assertThat(answer.body()).contains("\"unavailable\"", "\"outcome\":\"" + outcome + "\"");
    }
  }

  @Test
  void aBoundThatIsReachedIs429AndWhatTheLocksRefuse400() throws Exception {
    force(new LockOutcome.Overloaded("the table of locks is full"));
    HttpResponse<String> full = post("door/acquire", "{'owner':'o','ttlMs':10}");
    refused(429, full);
    assertThat(full.body()).contains("\"overloaded\"", "the table of locks is full");
    force(new LockOutcome.Invalid("a name must be shorter"));
    refused(400, post("door/acquire", "{'owner':'o','ttlMs':10}"));
  }

  @Test
  void noMoreThanTwoListsAreReadAtATime() throws Exception {
    CompletableFuture<LockOutcome> reading = new CompletableFuture<>();
    locks().forced = Optional.of(reading);
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> late = api.send("GET", "/api/v1/locks?timeoutMs=50", "");
      refused(503, late);
      assertThat(late.body()).contains("no answer within 50 ms");
    }
    HttpResponse<String> third = api.send("GET", "/api/v1/locks?timeoutMs=50", "");
    refused(429, third);
    assertThat(third.body()).contains("\"overloaded\"", "2 lists of locks are being read");
    locks().forced = Optional.empty();
    assertThat(post("door/acquire", "{'owner':'o','ttlMs':10}").statusCode()).isEqualTo(200);
    reading.completeExceptionally(new IllegalStateException("planted"));
    for (int i = 0; i < 3; i++) {
      assertThat(api.send("GET", "/api/v1/locks", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortThatNeverAnswersIsUnknownAtTheDeadline() throws Exception {
    locks().forced = Optional.of(new CompletableFuture<>());
    HttpResponse<String> answer =
        post("door/acquire?timeoutMs=50", "{'owner':'o','ttlMs':10,'waitMs':100}");
    refused(503, answer);
    assertThat(answer.body()).contains("\"outcome\":\"unknown\"", "no answer within 150 ms");
  }

  @Test
  void anIdempotencyKeyGoesWithTheRequest() throws Exception {
    String body = "{'owner':'o','ttlMs':10,'fencingToken':1}";
    Set<IdempotencyKey> keys = new HashSet<>();
    for (String what : new String[] {"acquire", "renew", "release"}) {
      post("door/" + what, body, "Idempotency-Key", "abc");
      IdempotencyKey first = locks().lastTerms.key().orElseThrow();
      post("%64oor/" + what + "?timeoutMs=900", body, "Idempotency-Key", "abc");
      assertThat(locks().lastTerms.key()).contains(first);
      post("door/" + what, body + " ", "Idempotency-Key", "abc");
      IdempotencyKey otherWords = locks().lastTerms.key().orElseThrow();
      assertThat(otherWords.name()).isEqualTo(first.name());
      assertThat(otherWords.fingerprint()).isNotEqualTo(first.fingerprint());
      post("window/" + what, body, "Idempotency-Key", "abc");
      assertThat(locks().lastTerms.key().orElseThrow().name()).isNotEqualTo(first.name());
      post("door/" + what, body);
      assertThat(locks().lastTerms.key()).isEmpty();
      refused(400, post("door/" + what, body, "Idempotency-Key", "a".repeat(257)));
      keys.add(first);
    }
    assertThat(keys).as("each has a scope of its own").hasSize(3);
  }

  @Test
  void aKeyOfAnotherRequestIs422() throws Exception {
    force(new LockOutcome.KeyReused());
    String body = "{'owner':'o','ttlMs':10}";
    HttpResponse<String> answer = post("door/acquire", body, "Idempotency-Key", "k");
    refused(422, answer);
    assertThat(answer.body()).contains("\"idempotency_key_reused\"");
  }

  private static void force(LockOutcome outcome) {
    locks().forced = Optional.of(CompletableFuture.completedFuture(outcome));
  }

  private static void refused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").contains("\"message\":\"");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }
}
