package conclave.http.internal;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import com.typesafe.config.ConfigFactory;
import conclave.http.HttpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Akka HTTP around a {@link Router}: every request gets exactly one answer within its deadline. */
public final class Server {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Left for the answer's way back, so that what a port knows at the deadline is still told. */
  private static final Duration WAY_BACK = Duration.ofMillis(20);

  /** For a lock: so long nothing may move on a connection though both sides are well. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final ActorSystem<?> system;
  private final HttpSettings settings;
  private final Supplier<Optional<Router>> router;
  private final Materializer materializer;

  private Server(ActorSystem<?> system, HttpSettings settings, Supplier<Optional<Router>> router) {
    this.system = system;
    this.settings = settings;
    this.router = router;
    this.materializer = SystemMaterializer.get(system).materializer();
  }

  /**
   * Listens; the stage fails when the address cannot be bound.
   *
   * @param router empty while the node starts
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, HttpSettings settings, Supplier<Optional<Router>> router) {
    Server server = new Server(system, settings, router);
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(akkaSettings(system, settings))
        .bindFlow(Flow.fromGraph(new Exchange(server::handle, idle(settings))));
  }

  private static ServerSettings akkaSettings(ActorSystem<?> system, HttpSettings settings) {
    int head = settings.limits().headBytes();
    Map<String, Object> overrides = new HashMap<>();
    overrides.put("enable-http2", false);
    overrides.put("request-timeout", "infinite"); // each request has its own deadline
    // Exchange knows who is idle and who waits; this is for clients that do not read their answer.
    overrides.put("idle-timeout", idle(settings).plus(LONGEST_WAIT).toMillis() + " ms");
    // Exchange itself reads the one request ahead that tells it of a caller who hangs up.
    overrides.put("pipelining-limit", 1);
    overrides.put("max-connections", settings.limits().connections());
    overrides.put("raw-request-uri-header", true);
    overrides.put("server-header", "");
    overrides.put("parsing.max-uri-length", head);
    overrides.put("parsing.max-header-value-length", head);
    overrides.put("parsing.max-content-length", "infinite"); // bounded by Body
    overrides.put("parsing.modeled-header-parsing", false);
    overrides.put("parsing.illegal-header-warnings", false);
    overrides.put("parsing.error-handler", ParsingErrors.class.getName());
    return ServerSettings.create(
        ConfigFactory.parseMap(overrides, "conclave.http")
            .atPath("akka.http.server")
            .withFallback(system.settings().config()));
  }

  private static Duration idle(HttpSettings settings) {
    return settings.deadlines().longest().plus(settings.deadlines().receive());
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request, Caller caller) {
    Optional<Router> now = router.get();
    return now.isPresent()
        ? handle(request, caller, now.get())
        : collect(request, 0).handle((body, failure) -> render(starting(request)));
  }

  private CompletionStage<HttpResponse> handle(HttpRequest request, Caller caller, Router routes) {
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    try {
      Target target = Target.parse(rawTarget(request));
      requireSmallHead(request);
      Router.Match match = routes.route(request.method().value(), target);
      Duration deadline = deadline(target);
      int limit = match.endpoint().bodyBytes();
      collect(request, limit)
          .whenComplete(
              (body, failure) -> {
                if (failure != null) {
                  response.complete(render(explain(failure, request)));
                } else {
                  answer(
                      request,
                      match.endpoint().handler(),
                      new Call(
                          match.variables(),
                          target.query(),
                          headers(request),
                          body,
                          deadline,
                          caller),
                      response);
                }
              });
    } catch (Refusal refusal) {
      collect(request, 0)
          .whenComplete((body, failure) -> response.complete(render(refusal.reply())));
    }
    return response;
  }

  /** Runs the endpoint against the deadline; the first of the two answers. */
  private void answer(
      HttpRequest request,
      Router.Handler handler,
      Call call,
      CompletableFuture<HttpResponse> response) {
    try {
      Duration limit = handler.deadline(call);
      Call forPort = call.within(limit.minus(shorter(WAY_BACK, limit.dividedBy(10))));
      CompletionStage<Reply> answer = handler.answer(forPort);
      var timer =
          system
              .scheduler()
              .scheduleOnce(
                  limit,
                  () -> response.complete(render(overdue(request, limit))),
                  system.executionContext());
      answer.whenComplete(
          (reply, failure) -> {
            timer.cancel();
            response.complete(render(failure == null ? reply : explain(failure, request)));
          });
    } catch (RuntimeException failure) {
      response.complete(render(explain(failure, request)));
    }
  }

  private CompletionStage<byte[]> collect(HttpRequest request, int limit) {
    return request
        .entity()
        .withoutSizeLimit()
        .getDataBytes()
        .runWith(new Body(limit, settings.deadlines().receive()), materializer);
  }

  private Duration deadline(Target target) {
    HttpSettings.Deadlines deadlines = settings.deadlines();
    return Call.number(
            target.query(),
            "timeoutMs",
            deadlines.shortest().toMillis(),
            deadlines.longest().toMillis())
        .map(Duration::ofMillis)
        .orElse(deadlines.standard());
  }

  private static Map<String, List<String>> headers(HttpRequest request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders()) {
      headers
          .computeIfAbsent(header.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.value());
    }
    return headers;
  }

  private static String rawTarget(HttpRequest request) {
    return request
        .getHeader("Raw-Request-URI")
        .map(HttpHeader::value)
        .orElseThrow(() -> new IllegalStateException("Akka HTTP did not pass the target on"));
  }

  private void requireSmallHead(HttpRequest request) {
    int limit = settings.limits().headBytes();
    long size = request.method().value().length() + " HTTP/1.1\r\n\r\n".length();
    for (HttpHeader header : request.getHeaders()) {
      size += header.name().length() + header.value().length() + ": \r\n".length();
    }
    if (size > limit) {
      throw Refusal.of(
          431, "head_too_large", "the request head is larger than %d bytes".formatted(limit));
    }
  }

  private static Reply overdue(HttpRequest request, Duration limit) {
    String message = "no answer within %d ms".formatted(limit.toMillis());
    return unavailable(request, message);
  }

  /** Nobody knows what a port did that failed, so a write is unknown. */
  private static Reply unavailable(HttpRequest request, String message) {
    return unavailable(request, message, "unknown");
  }

  private static Reply starting(HttpRequest request) {
    return unavailable(request, "this node has just started", "not_done");
  }

  private static Reply unavailable(HttpRequest request, String message, String outcome) {
    boolean read = request.method().value().equals("GET");
    return read
        ? Reply.error(503, "unavailable", message)
        : Reply.error(503, "unavailable", message, Map.of("outcome", outcome));
  }

  private static Reply explain(Throwable failure, HttpRequest request) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Refusal refusal) {
      return refusal.reply();
    }
    LOG.error("{} {} failed", request.method().value(), rawTarget(request), cause);
    return unavailable(request, "this node failed to answer; its log says why");
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  static HttpResponse render(Reply reply) {
    HttpResponse response =
        HttpResponse.create()
            .withStatus(reply.status())
            .withEntity(HttpEntities.create(type(reply.type()), reply.body()))
            .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
    for (Map.Entry<String, String> header : reply.headers().entrySet()) {
      response = response.addHeader(RawHeader.create(header.getKey(), header.getValue()));
    }
    return response;
  }

  private static ContentType type(Reply.Type type) {
    return switch (type) {
      case JSON -> ContentTypes.APPLICATION_JSON;
      case BYTES -> ContentTypes.APPLICATION_OCTET_STREAM;
      case HTML -> ContentTypes.TEXT_HTML_UTF8;
    };
  }
}
