package conclave.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The API over a real socket, with a fake cluster behind it. */
final class ApiFixture implements AutoCloseable {

  static final HttpSettings SETTINGS =
      new HttpSettings(
          "127.0.0.1",
          0,
          new HttpSettings.Deadlines(
              Duration.ofSeconds(5),
              Duration.ofMillis(10),
              Duration.ofSeconds(60),
              Duration.ofMillis(700)),
          new HttpSettings.Limits(1 << 20, 1024, 16 << 10, 16));

  final FakeCluster cluster = new FakeCluster();
  private final ActorTestKit kit =
      ActorTestKit.create(
          "http",
          // What an application sets for servers of its own is nothing to ours.
          ConfigFactory.parseString(
                  "akka.actor.provider = local, akka.http.server.pipelining-limit = 8")
              .withFallback(ConfigFactory.load()));
  private final HttpApi api;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiFixture() throws Exception {
    this(SETTINGS);
  }

  ApiFixture(HttpSettings settings) throws Exception {
    this(settings, true);
  }

  /**
   * @param serves whether it is told at once what it answers from
   */
  ApiFixture(HttpSettings settings, boolean serves) throws Exception {
    api = HttpApi.listen(kit.system(), settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
    if (serves) {
      serve();
    }
  }

  void serve() {
    api.serve(cluster.services());
  }

  HttpResponse<String> send(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Sends these bytes as they are and returns what came back until the connection closed. */
  String raw(String bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  int port() {
    return api.binding().localAddress().getPort();
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
