package conclave.http.internal;

import java.io.Serial;

/** A request that is answered with an error before any port was asked. */
public final class Refusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;

  private Refusal(int status, String error, String message) {
    super(message, null, false, false);
    this.status = status;
    this.error = error;
  }

  /** 400: the request is malformed or out of range. */
  public static Refusal malformed(String message) {
    return new Refusal(400, "bad_request", message);
  }

  /** 501: the request is right, but what it asks for is not in this build. */
  public static Refusal unbuilt(String what) {
    return new Refusal(501, "not_implemented", "this build does not have " + what);
  }

  static Refusal of(int status, String error, String message) {
    return new Refusal(status, error, message);
  }

  Reply reply() {
    return Reply.error(status, error, getMessage());
  }
}
