package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@code /api/v1/ring}, status by status. */
class RingApiTest {

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
    api.cluster.ring.known = true;
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return api.send("GET", "/api/v1/ring" + path, "");
  }

  @Test
  void theTableIsADocument() throws Exception {
    assertThat(get("").body())
        .isEqualTo(
            """
            {"epoch":7,"partitions":4,"nodes":[{"name":"n1","weight":1,"partitions":2},\
            {"name":"n2<b>","weight":1,"partitions":2}],"table":["n1","n2<b>","n2<b>","n1"]}\
            """);
  }

  @Test
  void ownersAreADocument() throws Exception {
    assertThat(get("/owners?key=a%2F%C3%A4+b&n=1").body())
        .isEqualTo("{\"key\":\"a/ä b\",\"partition\":3,\"epoch\":7,\"owners\":[\"n1\"]}");
    assertThat(get("/owners?key=k&n=64").body()).contains("\"owners\":[\"n1\",\"n2<b>\"]");
    assertThat(api.cluster.ring.lastCount).isEqualTo(64);
    get("/owners?key=k");
    assertThat(api.cluster.ring.lastCount).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/owners",
        "/owners?key=",
        "/owners?key=k&n=0",
        "/owners?key=k&n=65",
        "/owners?key=k&n=x",
        "/owners?key=k&n=-1",
        "/owners?key=k&key=l",
        "/owners?key=%ff",
      })
  void whatIsOutOfRangeIs400(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(400);
  }

  @Test
  void aKeyHasUpTo1024BytesOfUtf8() throws Exception {
    assertThat(get("/owners?key=" + "%C3%A4".repeat(512)).statusCode()).isEqualTo(200);
    assertThat(get("/owners?key=" + "%C3%A4".repeat(513)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/owners?key=k"})
  void withoutATableItIs503WithoutAnOutcome(String path) throws Exception {
    api.cluster.ring.known = false;
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("\"unavailable\"", "there is no table yet")
        .doesNotContain("outcome");
  }
}
