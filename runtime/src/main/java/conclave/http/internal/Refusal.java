package conclave.http.internal;

import java.io.Serial;
import java.util.Map;

/** A request that is answered with an error before any port was asked. */
public final class Refusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;
  private final transient Map<String, String> headers;

  private Refusal(int status, String error, String message, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }

  /** 400: the request is malformed or out of range. */
  public static Refusal malformed(String message) {
    return new Refusal(400, "bad_request", message, Map.of());
  }

  /** 501: the request is right, but what it asks for is not in this build. */
  public static Refusal unbuilt(String what) {
    return new Refusal(501, "not_implemented", "this build does not have " + what, Map.of());
  }

  static Refusal of(int status, String error, String message) {
    return new Refusal(status, error, message, Map.of());
  }

  static Refusal methodNotAllowed(String method, String allowed) {
    String message = "%s is not possible here, only %s".formatted(method, allowed);
    return new Refusal(405, "method_not_allowed", message, Map.of("Allow", allowed));
  }

  Reply reply() {
    return Reply.error(status, error, getMessage()).with(headers);
  }
}
