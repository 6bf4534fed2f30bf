package conclave.http.internal;

import conclave.machine.keys.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The header {@code Idempotency-Key}, 1 to {@value #MAX_BYTES} bytes. What it names is unique
 * within one method of one path; the request it stands for is all that is asked there, but not
 * within which time.
 */
public final class IdempotencyHeader {

  /** The longest key, in bytes of UTF-8. */
  public static final int MAX_BYTES = 256;

  private static final String NAME = "idempotency-key";
  private static final List<String> CONDITIONS = List.of("if-match", "if-none-match");
  private static final String DEADLINE = "timeoutMs";

  private IdempotencyHeader() {}

  /**
   * The key of this request; empty where it has none.
   *
   * @param method of the endpoint
   * @param path of the endpoint, with its variables in braces: however a client writes the path, it
   *     is the same one
   */
  public static Optional<IdempotencyKey> of(Call call, String method, String path) {
    return call.header(NAME)
        .map(key -> IdempotencyKey.of(scope(required(key), method, path, call), request(call)));
  }

  private static String required(String key) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_BYTES) {
      throw Refusal.malformed("Idempotency-Key must have 1 to %d bytes".formatted(MAX_BYTES));
    }
    return key;
  }

  private static List<byte[]> scope(String key, String method, String path, Call call) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(bytes(key));
    parts.add(bytes(method));
    parts.add(bytes(path));
    add(parts, call.variables());
    return parts;
  }

  private static List<byte[]> request(Call call) {
    Map<String, String> said = new TreeMap<>();
    for (String header : CONDITIONS) {
      call.header(header).ifPresent(value -> said.put("header " + header, value));
    }
    call.query().forEach((name, value) -> said.put("query " + name, value));
    said.remove("query " + DEADLINE);
    List<byte[]> parts = new ArrayList<>();
    parts.add(call.body());
    add(parts, said);
    return parts;
  }

  /** In the order of the names, so that the order in which a client says them does not matter. */
  private static void add(List<byte[]> parts, Map<String, String> named) {
    new TreeMap<>(named)
        .forEach(
            (name, value) -> {
              parts.add(bytes(name));
              parts.add(bytes(value));
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
