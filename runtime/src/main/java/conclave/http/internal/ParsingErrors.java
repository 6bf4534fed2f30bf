package conclave.http.internal;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/** Error documents for what Akka HTTP refuses before a request exists. Named in its settings. */
public final class ParsingErrors extends ParsingErrorHandler {

  /** Akka looks the handler up the way Scala keeps its objects. */
  public static final ParsingErrors MODULE$ = new ParsingErrors();

  /** Akka's status for a method that it has never heard of; here 501 means something else. */
  private static final int UNKNOWN_METHOD = 501;

  private ParsingErrors() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    int code = status.intValue() == UNKNOWN_METHOD ? 405 : status.intValue();
    return Server.render(Reply.error(code, word(code), error.summary()));
  }

  private static String word(int status) {
    return switch (status) {
      case 413 -> "too_large";
      case 414, 431 -> "head_too_large";
      case 405 -> "method_not_allowed";
      case 505 -> "http_version_not_supported";
      default -> "bad_request";
    };
  }
}
