package conclave.multijvm.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import conclave.history.model.MapCall;
import conclave.history.model.MapCall.CompareAndSet;
import conclave.history.model.MapCall.Delete;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.multijvm.NodeProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Maps over HTTP, through any node. Thread-safe; each call blocks until there is an answer. */
public final class HttpMaps {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the network may add to the node's own deadline. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /**
   * Asks one node once.
   *
   * @param node any; it passes on what is not its own
   * @param timeout the deadline that the node is given, 10 ms to 60 s
   * @throws AssertionError for an answer that the contract does not have
   */
  public ServiceAnswer<MapResult> ask(NodeProcess node, MapCall call, Duration timeout) {
    HttpRequest request = request(node, call, timeout);
    try {
      return answer(call, client.send(request, BodyHandlers.ofString()));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new ServiceAnswer.Refused<>(0, "cannot connect to " + node.name());
    } catch (IOException e) {
      return new ServiceAnswer.Unknown<>("%s while waiting for %s".formatted(e, node.name()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ServiceAnswer.Unknown<>("interrupted");
    }
  }

  private static HttpRequest request(NodeProcess node, MapCall call, Duration timeout) {
    URI address =
        URI.create(
            "http://%s/api/v1/maps/%s/%s?timeoutMs=%d"
                .formatted(node.http(), call.key().map(), call.key().name(), timeout.toMillis()));
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout.plus(SLACK));
    if (call instanceof Put put) {
      return request.PUT(BodyPublishers.ofString(put.value())).build();
    }
    if (call instanceof CompareAndSet set) {
      boolean absent = set.expected() == MapCall.ABSENT;
      return request
          .header(absent ? "If-None-Match" : "If-Match", absent ? "*" : tag(set.expected()))
          .PUT(BodyPublishers.ofString(set.value()))
          .build();
    }
    if (call instanceof Delete delete) {
      return delete.expected() == MapCall.ANYTHING
          ? request.DELETE().build()
          : request.header("If-Match", tag(delete.expected())).DELETE().build();
    }
    return request.GET().build();
  }

  private static ServiceAnswer<MapResult> answer(MapCall call, HttpResponse<String> response)
      throws IOException {
    boolean read = call instanceof Get;
    int status = response.statusCode();
    if (status == 200 && read) {
      String tag = response.headers().firstValue("ETag").orElseThrow();
      long version = Long.parseLong(tag.replace("\"", ""));
      return new ServiceAnswer.Done<>(new MapResult.Found(response.body(), version));
    }
    JsonNode document = JSON.readTree(response.body());
    String reason = document.path("message").asText();
    return switch (status) {
      case 200 ->
          new ServiceAnswer.Done<>(new MapResult.Changed(document.path("version").asLong()));
      case 404 -> new ServiceAnswer.Done<>(new MapResult.Missing());
      case 412 ->
          new ServiceAnswer.Done<>(new MapResult.Mismatch(document.path("version").asLong()));
      case 429 -> new ServiceAnswer.Refused<>(status, reason);
      case 503 ->
          read || document.path("outcome").asText().equals("not_done")
              ? new ServiceAnswer.Refused<>(status, reason)
              : new ServiceAnswer.Unknown<>(reason);
      default ->
          throw new AssertionError(
              "%s was answered with HTTP %d %s".formatted(call, status, response.body()));
    };
  }

  private static String tag(long version) {
    return "\"" + version + "\"";
  }
}
