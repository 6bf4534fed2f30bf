package conclave.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** One lock in a folder that fake nodes share. */
final class FakeLock {

  private final Path held;
  private final Path last;
  private final boolean repeats;

  /**
   * @param repeats whether every grant has the same token
   */
  FakeLock(Path shared, boolean repeats) {
    this.repeats = repeats;
    this.held = shared.resolve("lock.held");
    this.last = shared.resolve("lock.last");
  }

  void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String owner = body.replaceAll("(?s).*\"owner\":\"([^\"]*)\".*", "$1");
    if (path.endsWith("/acquire")) {
      acquire(exchange, owner);
    } else if (path.endsWith("/locks")) {
      FakeNode.reply(exchange, 200, Files.exists(held) ? "[" + grant() + "]" : "[]");
    } else if (!Files.exists(held) || !owner.equals(Files.readString(held))) {
      FakeNode.reply(exchange, 410, "{\"error\":\"lock_lost\",\"message\":\"lost\"}");
    } else {
      FakeNode.reply(exchange, 200, grant());
      if (path.endsWith("/release")) {
        Files.delete(held);
      }
    }
  }

  private void acquire(HttpExchange exchange, String owner) throws IOException {
    if (Files.exists(held) && !owner.equals(Files.readString(held))) {
      FakeNode.reply(exchange, 409, "{\"error\":\"locked\",\"message\":\"held\"}");
      return;
    }
    if (!Files.exists(held)) {
      Files.writeString(held, owner);
      Files.writeString(last, Long.toString(repeats ? 1 : lastToken() + 1));
    }
    FakeNode.reply(exchange, 200, grant());
  }

  private long lastToken() throws IOException {
    return Files.exists(last) ? Long.parseLong(Files.readString(last)) : 0;
  }

  private String grant() throws IOException {
    return "{\"name\":\"demo\",\"owner\":\"%s\",\"fencingToken\":%d}"
        .formatted(Files.readString(held), lastToken());
  }
}
