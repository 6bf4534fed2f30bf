package conclave.http.lock;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.http.internal.Call;
import conclave.http.internal.IdempotencyHeader;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import conclave.http.lock.LockService.Grant;
import conclave.http.lock.LockService.Terms;
import conclave.http.lock.LockService.Wanted;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code /api/v1/locks} and below. */
public final class LockEndpoints {

  private static final String PATH = "/api/v1/locks";
  private static final String ACQUIRE = PATH + "/{name}/acquire";
  private static final String RENEW = PATH + "/{name}/renew";
  private static final String RELEASE = PATH + "/{name}/release";
  private static final int DOCUMENT_BYTES = 16 << 10;
  private static final int OWNER_BYTES = 256;
  private static final long MIN_TTL_MS = 10;
  private static final long MAX_TTL_MS = 86_400_000;
  private static final long MAX_WAIT_MS = 600_000;
  private static final long MAX_TOKEN = (1L << 53) - 1;

  /** A list may have 100,000 locks, and is in memory as a whole. */
  private static final int MAX_LISTS = 2;

  private final LockService locks;
  private final int nameBytes;
  private final AtomicInteger lists = new AtomicInteger();

  /**
   * @param nameBytes the longest name of a lock
   */
  public LockEndpoints(LockService locks, int nameBytes) {
    this.locks = locks;
    this.nameBytes = nameBytes;
  }

  /** Adds all of them. */
  public void addTo(Router router) {
    router
        .on("GET", PATH, this::list)
        .on("POST", ACQUIRE, DOCUMENT_BYTES, new Acquire())
        .on("POST", RENEW, DOCUMENT_BYTES, this::renew)
        .on("POST", RELEASE, DOCUMENT_BYTES, this::release);
  }

  /** A list counts until it is read and written as a document, though its caller may have gone. */
  private CompletionStage<Reply> list(Call call) {
    if (lists.incrementAndGet() > MAX_LISTS) {
      lists.decrementAndGet();
      return CompletableFuture.completedStage(tooManyLists());
    }
    return locks
        .list(Integer.MAX_VALUE, call.deadline())
        .thenApply(outcome -> outcome.accept(LockReplies.READ))
        .whenComplete((reply, failure) -> lists.decrementAndGet());
  }

  private static Reply tooManyLists() {
    String message = "%d lists of locks are being read at this node".formatted(MAX_LISTS);
    return new LockOutcome.Overloaded(message).accept(LockReplies.READ);
  }

  /** Whoever waits for a lock waits so much longer for the answer. */
  private final class Acquire implements Router.Handler {
    @Override
    public Duration deadline(Call call) {
      return call.deadline().plusMillis(waitMs(call.json()));
    }

    @Override
    public CompletionStage<Reply> answer(Call call) {
      String name = name(call);
      JsonNode document = call.json();
      String owner = owner(document);
      Duration ttl = Duration.ofMillis(Call.number(document, "ttlMs", MIN_TTL_MS, MAX_TTL_MS));
      Duration wait = Duration.ofMillis(waitMs(document));
      Terms terms = terms(call, ACQUIRE);
      return locks
          .acquire(new Wanted(name, owner, ttl, wait, gone(call, wait)), terms)
          .thenApply(outcome -> outcome.accept(new LockReplies(name, owner)));
    }
  }

  /** A connection is watched only for the sake of those who wait. */
  private static CompletionStage<Void> gone(Call call, Duration wait) {
    return wait.isZero() ? new CompletableFuture<>() : call.caller().gone();
  }

  private CompletionStage<Reply> renew(Call call) {
    Grant grant = grant(call);
    return locks
        .renew(grant, terms(call, RENEW))
        .thenApply(outcome -> outcome.accept(LockReplies.of(grant)));
  }

  private CompletionStage<Reply> release(Call call) {
    Grant grant = grant(call);
    return locks
        .release(grant, terms(call, RELEASE))
        .thenApply(outcome -> outcome.accept(LockReplies.of(grant)));
  }

  private Grant grant(Call call) {
    String name = name(call);
    JsonNode document = call.json();
    return new Grant(name, owner(document), Call.number(document, "fencingToken", 1, MAX_TOKEN));
  }

  private static Terms terms(Call call, String path) {
    return new Terms(IdempotencyHeader.of(call, "POST", path), call.deadline());
  }

  private String name(Call call) {
    return call.name("name", nameBytes);
  }

  private static String owner(JsonNode document) {
    return Call.text(document, "owner", OWNER_BYTES);
  }

  /** Where it is left out, nobody waits. */
  private static long waitMs(JsonNode document) {
    return document.has("waitMs") ? Call.number(document, "waitMs", 0, MAX_WAIT_MS) : 0;
  }
}
