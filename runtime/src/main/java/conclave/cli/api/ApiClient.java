package conclave.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import conclave.node.HostPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Talks to one node. Blocks; each call ends within the timeout, with an answer of whatever status
 * or with an {@link IOException} whose message is a sentence.
 */
public final class ApiClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HostPort address;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A client of the node at that address.
   *
   * @param timeout for connecting and for each answer
   */
  public ApiClient(HostPort address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** An answer, whatever its status. */
  public record Answer(int status, byte[] body) {

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON; an {@link IOException} when it is none. */
    public JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  /** {@code GET}; the path with its query, encoded. */
  public Answer get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  /** {@code PUT} of these bytes. */
  public Answer put(String path, byte[] body) throws IOException {
    return send(request(path).PUT(BodyPublishers.ofByteArray(body)).build());
  }

  /** {@code POST} of a JSON document. */
  public Answer post(String path, String document) throws IOException {
    return send(request(path).POST(BodyPublishers.ofString(document)).build());
  }

  /** {@code DELETE}. */
  public Answer delete(String path) throws IOException {
    return send(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(timeout);
  }

  private Answer send(HttpRequest request) throws IOException {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      String why = e.getMessage() == null ? "cannot connect" : e.getMessage();
      throw new IOException("%s (%s)".formatted(why, address), e);
    }
  }
}
