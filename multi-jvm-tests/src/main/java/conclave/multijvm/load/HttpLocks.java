package conclave.multijvm.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import conclave.history.model.LockCall;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockResult;
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
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** Locks over HTTP, through any node. Thread-safe; each call blocks until there is an answer. */
public final class HttpLocks {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a machine that is very busy may add to the node's own deadline. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /**
   * How a lock is wanted.
   *
   * @param ttl for how long; 10 ms to a day
   * @param waitAtMost for another owner; zero is not to wait
   * @param timeout of each request, beside the wait: 10 ms to 60 s
   */
  public record Terms(Duration ttl, Duration waitAtMost, Duration timeout) {}

  /**
   * Asks one node once.
   *
   * @param node any; it passes on what is not its own
   * @throws AssertionError for an answer that the contract does not have, and where there is none
   *     within the deadline that the contract gives
   */
  public ServiceAnswer<LockResult> ask(NodeProcess node, LockCall call, Terms terms) {
    try {
      return answer(call, client.send(request(node, call, terms), BodyHandlers.ofString()));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new ServiceAnswer.Refused<>(0, "cannot connect to " + node.name());
    } catch (HttpTimeoutException e) {
      throw new AssertionError("%s was not answered by %s in time".formatted(call, node.name()), e);
    } catch (IOException e) {
      return new ServiceAnswer.Unknown<>("%s while waiting for %s".formatted(e, node.name()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ServiceAnswer.Unknown<>("interrupted");
    }
  }

  private static HttpRequest request(NodeProcess node, LockCall call, Terms terms)
      throws IOException {
    String path =
        "http://%s/api/v1/locks/%s/%s?timeoutMs=%d"
            .formatted(node.http(), call.lock(), verb(call), terms.timeout().toMillis());
    Duration limit = terms.waitAtMost().plus(terms.timeout()).plus(SLACK);
    return HttpRequest.newBuilder(URI.create(path))
        .timeout(limit)
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(document(call, terms))))
        .build();
  }

  private static String verb(LockCall call) {
    if (call instanceof Acquire) {
      return "acquire";
    }
    return call instanceof Renew ? "renew" : "release";
  }

  private static Map<String, Object> document(LockCall call, Terms terms) {
    if (call instanceof Acquire) {
      long ttl = terms.ttl().toMillis();
      long wait = terms.waitAtMost().toMillis();
      return Map.of("owner", call.owner(), "ttlMs", ttl, "waitMs", wait);
    }
    long token = call instanceof Renew renew ? renew.token() : ((Release) call).token();
    return Map.of("owner", call.owner(), "fencingToken", token);
  }

  private static ServiceAnswer<LockResult> answer(LockCall call, HttpResponse<String> response)
      throws IOException {
    JsonNode document = JSON.readTree(response.body());
    String reason = document.path("message").asText();
    int status = response.statusCode();
    return switch (status) {
      case 200 ->
          new ServiceAnswer.Done<>(
              call instanceof Acquire
                  ? new LockResult.Granted(document.path("fencingToken").asLong())
                  : new LockResult.Done());
      case 409 -> new ServiceAnswer.Done<>(new LockResult.Denied());
      case 410 -> new ServiceAnswer.Done<>(new LockResult.NotHeld());
      case 429 -> new ServiceAnswer.Refused<>(status, reason);
      case 503 ->
          document.path("outcome").asText().equals("not_done")
              ? new ServiceAnswer.Refused<>(status, reason)
              : new ServiceAnswer.Unknown<>(reason);
      default ->
          throw new AssertionError(
              "%s was answered with HTTP %d %s".formatted(call, status, response.body()));
    };
  }
}
