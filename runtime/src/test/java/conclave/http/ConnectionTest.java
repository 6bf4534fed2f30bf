package conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.http.lock.LockOutcome;
import conclave.http.lock.LockService.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a connection whose requests wait, come too soon, or do not come. */
class ConnectionTest {

  private static final String DOCUMENT = "{\"owner\":\"o\",\"ttlMs\":10,\"waitMs\":60000}";
  private static final String ACQUIRE =
      "POST /api/v1/locks/%s/acquire HTTP/1.1\r\nHost: x\r\nContent-Length: "
          + DOCUMENT.length()
          + "\r\n\r\n"
          + DOCUMENT;

  private ApiFixture api;
  private final CompletableFuture<LockOutcome> outcome = new CompletableFuture<>();

  @BeforeEach
  void start() throws Exception {
    api =
        new ApiFixture(
            new HttpSettings(
                "127.0.0.1",
                0,
                new HttpSettings.Deadlines(
                    Duration.ofSeconds(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(100),
                    Duration.ofMillis(200)),
                ApiFixture.SETTINGS.limits()));
    api.cluster.locks.forced = Optional.of(outcome);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", api.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Up to and with that text. */
  private static String read(InputStream in, String until) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(until)) {
      int next = in.read();
      assertThat(next).as("after %s", read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  private Wanted awaitWanted() throws Exception {
    return api.cluster.locks.wanted.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void whoHangsUpWaitsForNoLock() throws Exception {
    Wanted wanted;
    try (Socket socket = connect()) {
      send(socket, ACQUIRE.formatted("a"));
      wanted = awaitWanted();
      assertThat(wanted.callerGone().toCompletableFuture()).isNotDone();
    }
    wanted.callerGone().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void whoStaysIsAnsweredHoweverLongItTakesAndWhateverItSendsMeanwhile() throws Exception {
    try (Socket socket = connect()) {
      send(socket, ACQUIRE.formatted("a"));
      Wanted wanted = awaitWanted();
      send(socket, "GET /alive HTTP/1.1\r\nHost: x\r\n\r\n");
      Duration longerThanIdle = Duration.ofMillis(600);
      CompletableFuture.runAsync(
          () -> outcome.complete(new LockOutcome.Granted(7, Duration.ofSeconds(9))),
          CompletableFuture.delayedExecutor(longerThanIdle.toMillis(), TimeUnit.MILLISECONDS));
      assertThat(read(socket.getInputStream(), "}")).contains("\"fencingToken\":7");
      assertThat(read(socket.getInputStream(), "}")).contains("\"status\":\"alive\"");
      assertThat(wanted.callerGone().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void whoSaysNothingIsCutOff() throws Exception {
    try (Socket silent = connect();
        Socket served = connect();
        Socket half = connect()) {
      send(served, "GET /alive HTTP/1.1\r\nHost: x\r\n\r\n");
      send(half, "GET /alive HTT");
      read(served.getInputStream(), "}");
      assertThat(served.getInputStream().readAllBytes()).isEmpty();
      assertThat(silent.getInputStream().readAllBytes()).isEmpty();
      assertThat(half.getInputStream().readAllBytes()).hasSizeLessThan(1_000);
    }
  }
}
