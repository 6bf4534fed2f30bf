package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Requests with an {@code Idempotency-Key}: writes, each to an entry of its own, and one for a
 * lock; sent before something happens, and again after it, to other nodes.
 */
final class KeyedPuts {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<CompletableFuture<Optional<String>>> first = new ArrayList<>();
  private final String map;

  KeyedPuts(String map) {
    this.map = map;
  }

  /** Sends one more, and does not wait for the answer. */
  void send(NodeProcess node) {
    HttpRequest put = put(node, first.size(), "value");
    first.add(
        client
            .sendAsync(put, BodyHandlers.ofString())
            .handle(
                (answer, failure) ->
                    Optional.ofNullable(answer)
                        .filter(response -> response.statusCode() == 200)
                        .map(HttpResponse::body)));
  }

  /** Sends one more and waits until it is done. */
  void mustSend(NodeProcess node) {
    send(node);
    assertThat(first.get(first.size() - 1).join()).as("a write at %s", node.name()).isPresent();
  }

  int size() {
    return first.size();
  }

  private HttpRequest put(NodeProcess node, int number, String value) {
    return request(node, number)
        .header("Idempotency-Key", "key-" + number)
        .PUT(BodyPublishers.ofString(value))
        .build();
  }

  private HttpRequest.Builder request(NodeProcess node, int number) {
    URI address =
        URI.create("http://%s/api/v1/maps/%s/entry-%d".formatted(node.http(), map, number));
    return HttpRequest.newBuilder(address).timeout(TIMEOUT);
  }

  /**
   * Sends each again to two nodes: both answer what the first one answered, if it did, and nothing
   * was written since.
   *
   * @return how many were answered the first time
   */
  int requireTheFirstAnswers(List<NodeProcess> nodes) {
    int answered = 0;
    for (int number = 0; number < first.size(); number++) {
      NodeProcess one = nodes.get(number % nodes.size());
      NodeProcess other = nodes.get((number + 1) % nodes.size());
      String again = done(one, number);
      assertThat(done(other, number)).as("write %d at %s", number, other.name()).isEqualTo(again);
      Optional<String> before = first.get(number).join();
      if (before.isPresent()) {
        answered++;
        assertThat(again).as("write %d at %s", number, one.name()).isEqualTo(before.get());
      }
      requireVersion(other, number, again.replaceAll("\\D", ""));
    }
    return answered;
  }

  private String done(NodeProcess node, int number) {
    return Patience.seconds(60)
        .until(
            "write " + number + " at " + node.name(),
            () -> {
              HttpResponse<String> answer = send(put(node, number, "value"));
              assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
              return Optional.of(answer.body()).filter(body -> answer.statusCode() == 200);
            });
  }

  private void requireVersion(NodeProcess node, int number, String version) {
    String tag =
        Patience.seconds(60)
            .until(
                "entry " + number + " at " + node.name(),
                () -> send(request(node, number).GET().build()).headers().firstValue("ETag"));
    assertThat(tag).as("entry %d", number).isEqualTo("\"" + version + "\"");
  }

  /** A lock whose time is over at once: whoever asks again is told of the same grant. */
  String acquireLock(NodeProcess node) throws IOException {
    HttpRequest acquire =
        HttpRequest.newBuilder(
                URI.create("http://%s/api/v1/locks/%s/acquire".formatted(node.http(), map)))
            .timeout(TIMEOUT)
            .header("Idempotency-Key", "lock")
            .POST(BodyPublishers.ofString("{\"owner\":\"o\",\"ttlMs\":10}"))
            .build();
    return Patience.seconds(60)
        .until(
            "a lock at " + node.name(),
            () -> {
              HttpResponse<String> answer = send(acquire);
              return Optional.of(answer.body()).filter(body -> answer.statusCode() == 200);
            });
  }

  /** The first key with another value. */
  int statusOfAnotherRequest(NodeProcess node) throws IOException {
    return send(put(node, 0, "another value")).statusCode();
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
