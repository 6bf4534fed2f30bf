package conclave.http;

import conclave.http.MapOutcome.Found;
import conclave.http.MapOutcome.KeyReused;
import conclave.http.MapOutcome.Mismatch;
import conclave.http.MapOutcome.NotFound;
import conclave.http.MapOutcome.Overloaded;
import conclave.http.MapOutcome.Unavailable;
import conclave.http.MapOutcome.Written;
import conclave.http.MapService.Consistency;
import conclave.http.MapService.Terms;
import conclave.http.internal.Call;
import conclave.http.internal.IdempotencyHeader;
import conclave.http.internal.Refusal;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /api/v1/maps/{map}/{key}}. */
final class MapEndpoints {

  private static final String PATH = "/api/v1/maps/{map}/{key}";
  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,15}");
  private static final Pattern ENTITY_TAG = Pattern.compile("\"([1-9]\\d{0,15})\"");
  private static final long VERSION_LIMIT = 1L << 53;

  private final MapService maps;
  private final HttpSettings.Limits limits;

  MapEndpoints(MapService maps, HttpSettings.Limits limits) {
    this.maps = maps;
    this.limits = limits;
  }

  void addTo(Router router) {
    router
        .on("PUT", PATH, limits.valueBytes(), this::put)
        .on("GET", PATH, this::get)
        .on("DELETE", PATH, this::delete);
  }

  private CompletionStage<Reply> put(Call call) {
    return maps.put(key(call), call.body(), terms(call, "PUT", condition(call)))
        .thenApply(outcome -> outcome.accept(WRITE));
  }

  private CompletionStage<Reply> get(Call call) {
    EntryKey key = key(call);
    Consistency consistency = consistency(call);
    String version = call.query().get("minVersion");
    CompletionStage<MapOutcome> read =
        version == null
            ? maps.get(key, consistency, call.deadline())
            : maps.getSince(key, minVersion(version, consistency), call.deadline());
    return read.thenApply(outcome -> outcome.accept(READ));
  }

  private CompletionStage<Reply> delete(Call call) {
    EntryKey key = key(call);
    Condition condition = condition(call);
    if (condition == Condition.ABSENT) {
      throw Refusal.malformed("DELETE takes If-Match only");
    }
    return maps.delete(key, terms(call, "DELETE", condition))
        .thenApply(outcome -> outcome.accept(WRITE));
  }

  private static Terms terms(Call call, String method, Condition condition) {
    return new Terms(condition, IdempotencyHeader.of(call, method, PATH), call.deadline());
  }

  private EntryKey key(Call call) {
    return new EntryKey(call.name("map", limits.keyBytes()), call.name("key", limits.keyBytes()));
  }

  private static Consistency consistency(Call call) {
    String asked = call.query().getOrDefault("consistency", "linearizable");
    return switch (asked) {
      case "linearizable" -> Consistency.LINEARIZABLE;
      case "stale" -> Consistency.STALE;
      default ->
          throw Refusal.malformed(
              "the query parameter consistency must be linearizable or stale, not " + asked);
    };
  }

  /** A linearizable read sees every version that anybody was told. */
  private static long minVersion(String asked, Consistency consistency) {
    if (consistency != Consistency.STALE) {
      throw Refusal.malformed("minVersion goes with consistency=stale only");
    }
    if (!VERSION.matcher(asked).matches() || Long.parseLong(asked) >= VERSION_LIMIT) {
      throw Refusal.malformed("minVersion must be a version, 1 to 2^53 - 1, not " + asked);
    }
    return Long.parseLong(asked);
  }

  private static Condition condition(Call call) {
    Optional<String> match = call.header("if-match");
    Optional<String> noneMatch = call.header("if-none-match");
    if (match.isPresent() && noneMatch.isPresent()) {
      throw Refusal.malformed("If-Match and If-None-Match exclude each other");
    }
    if (noneMatch.isPresent()) {
      if (!noneMatch.get().equals("*")) {
        throw Refusal.malformed("If-None-Match must be *, not " + noneMatch.get());
      }
      return Condition.ABSENT;
    }
    return match.map(MapEndpoints::atVersion).orElse(Condition.NONE);
  }

  private static Condition atVersion(String tag) {
    Matcher matcher = ENTITY_TAG.matcher(tag);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) >= VERSION_LIMIT) {
      throw Refusal.malformed(
          "If-Match must be one version in double quotes, 1 to 2^53 - 1, not " + tag);
    }
    return new Condition.AtVersion(Long.parseLong(matcher.group(1)));
  }

  private static final MapOutcome.Handler<Reply> WRITE = new Replies(true);
  private static final MapOutcome.Handler<Reply> READ = new Replies(false);

  private record Replies(boolean write) implements MapOutcome.Handler<Reply> {
    @Override
    public Reply written(Written outcome) {
      return Reply.json(200, Map.of("version", outcome.version()));
    }

    @Override
    public Reply found(Found outcome) {
      return Reply.bytes(
          outcome.value(),
          Map.of("ETag", "\"" + outcome.version() + "\"", "Cache-Control", "no-store"));
    }

    @Override
    public Reply notFound(NotFound outcome) {
      return Reply.error(404, "not_found", "there is no such key");
    }

    @Override
    public Reply mismatch(Mismatch outcome) {
      String message =
          outcome.version() == 0
              ? "the key is absent"
              : "the key is at version " + outcome.version();
      return Reply.error(412, "version_mismatch", message, Map.of("version", outcome.version()));
    }

    @Override
    public Reply keyReused(KeyReused outcome) {
      return Reply.keyReused();
    }

    @Override
    public Reply unavailable(Unavailable outcome) {
      Map<String, Object> told =
          Map.of("outcome", outcome.certainlyNotDone() ? "not_done" : "unknown");
      return Reply.error(503, "unavailable", outcome.reason(), write ? told : Map.of());
    }

    @Override
    public Reply overloaded(Overloaded outcome) {
      return Reply.error(429, "overloaded", outcome.reason());
    }
  }
}
