package conclave.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that found its endpoint. Whatever it asks for that is out of range is a {@link Refusal}
 * with status 400.
 *
 * @param variables of the path, decoded
 * @param query parameters, decoded
 * @param headers values by lower-case name
 * @param body all of it
 * @param deadline within which a port is to answer
 * @param caller waits for the answer
 */
public record Call(
    Map<String, String> variables,
    Map<String, String> query,
    Map<String, List<String>> headers,
    byte[] body,
    Duration deadline,
    Caller caller) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A variable of the path, 1 to {@code limit} bytes of UTF-8. */
  public String name(String variable, int limit) {
    return bounded("the " + variable + " in the path", variables.get(variable), limit);
  }

  Call within(Duration less) {
    return new Call(variables, query, headers, body, less, caller);
  }

  /** The one value of a header; empty when it is not there. */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw Refusal.malformed("the header " + name + " is given twice");
    }
    return values.stream().findFirst();
  }

  /** The body as a JSON object. */
  public JsonNode json() {
    try {
      JsonNode document = MAPPER.readTree(body);
      if (document == null || !document.isObject()) {
        throw Refusal.malformed("the body must be a JSON object");
      }
      return document;
    } catch (IOException e) {
      throw Refusal.malformed("the body is not JSON");
    }
  }

  /** A whole number of that document within bounds. */
  public static long number(JsonNode document, String field, long min, long max) {
    JsonNode value = document.path(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < min
        || value.asLong() > max) {
      throw Refusal.malformed("%s must be a whole number from %d to %d".formatted(field, min, max));
    }
    return value.asLong();
  }

  /** A text of that document, 1 to {@code limit} bytes of UTF-8. */
  public static String text(JsonNode document, String field, int limit) {
    JsonNode value = document.path(field);
    return bounded(field, value.isTextual() ? value.textValue() : null, limit);
  }

  /** A query parameter, 1 to {@code limit} bytes of UTF-8. */
  public String parameter(String name, int limit) {
    return bounded("the query parameter " + name, query.get(name), limit);
  }

  /** A query parameter as a whole number within bounds; empty when it is not there. */
  public Optional<Long> number(String name, long min, long max) {
    return number(query, name, min, max);
  }

  static Optional<Long> number(Map<String, String> query, String name, long min, long max) {
    String text = query.get(name);
    if (text == null) {
      return Optional.empty();
    }
    boolean digits = text.matches("\\d{1,18}");
    if (!digits || Long.parseLong(text) < min || Long.parseLong(text) > max) {
      throw Refusal.malformed(
          "the query parameter %s must be a whole number from %d to %d".formatted(name, min, max));
    }
    return Optional.of(Long.parseLong(text));
  }

  private static String bounded(String what, String text, int limit) {
    int length = text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > limit) {
      throw Refusal.malformed("%s must have 1 to %d bytes of UTF-8".formatted(what, limit));
    }
    return text;
  }
}
