package conclave.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param type what the body is
 * @param body its bytes, not to be changed by anybody
 * @param headers further headers
 */
public record Reply(int status, Type type, byte[] body, Map<String, String> headers) {

  /** What a body may be. */
  public enum Type {
    JSON,
    BYTES,
    HTML
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A document; records become objects. */
  public static Reply json(int status, Object document) {
    try {
      return new Reply(status, Type.JSON, MAPPER.writeValueAsBytes(document), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON can be made of " + document.getClass(), e);
    }
  }

  /** The error document. */
  public static Reply error(int status, String error, String message) {
    return error(status, error, message, Map.of());
  }

  /** The error document with further fields. */
  public static Reply error(int status, String error, String message, Map<String, Object> more) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("error", error);
    document.put("message", message);
    document.putAll(more);
    return json(status, document);
  }

  /** 422: the idempotency key was used for another request. */
  public static Reply keyReused() {
    return error(422, "idempotency_key_reused", "the Idempotency-Key was used for another request");
  }

  /** Raw bytes. */
  public static Reply bytes(byte[] body, Map<String, String> headers) {
    return new Reply(200, Type.BYTES, body, headers);
  }

  /** A page. */
  public static Reply html(String page, Map<String, String> headers) {
    return new Reply(200, Type.HTML, page.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply with(Map<String, String> otherHeaders) {
    return new Reply(status, type, body, otherHeaders);
  }
}
