package conclave.http.lock;

import conclave.http.internal.Reply;
import conclave.http.lock.LockOutcome.Granted;
import conclave.http.lock.LockOutcome.Invalid;
import conclave.http.lock.LockOutcome.KeyReused;
import conclave.http.lock.LockOutcome.Listed;
import conclave.http.lock.LockOutcome.Locked;
import conclave.http.lock.LockOutcome.Lost;
import conclave.http.lock.LockOutcome.Overloaded;
import conclave.http.lock.LockOutcome.Released;
import conclave.http.lock.LockOutcome.Unavailable;
import java.util.List;
import java.util.Map;

/**
 * Outcomes as answers.
 *
 * @param name the lock that it was about; empty where it was about none
 * @param owner who asked
 * @param token the token that was named; 0 for none
 */
record LockReplies(String name, String owner, long token) implements LockOutcome.Handler<Reply> {

  /** For requests that change nothing. */
  static final LockReplies READ = new LockReplies("", "");

  private record GrantedDocument(String name, String owner, long fencingToken, long ttlMs) {}

  private record ReleasedDocument(String name, String owner, long fencingToken) {}

  private record HeldDocument(
      String name, String owner, long fencingToken, long ttlMs, long remainingMs, long waiters) {}

  LockReplies(String name, String owner) {
    this(name, owner, 0);
  }

  static LockReplies of(LockService.Grant grant) {
    return new LockReplies(grant.name(), grant.owner(), grant.token());
  }

  @Override
  public Reply granted(Granted outcome) {
    return Reply.json(
        200, new GrantedDocument(name, owner, outcome.token(), outcome.ttl().toMillis()));
  }

  @Override
  public Reply locked(Locked outcome) {
    return Reply.error(
        409,
        "locked",
        "%s holds the lock %s".formatted(outcome.owner(), name),
        Map.of("owner", outcome.owner()));
  }

  @Override
  public Reply released(Released outcome) {
    return Reply.json(200, new ReleasedDocument(name, owner, token));
  }

  @Override
  public Reply lost(Lost outcome) {
    return Reply.error(
        410,
        "lock_lost",
        "%s does not hold the lock %s under token %d".formatted(owner, name, token));
  }

  @Override
  public Reply listed(Listed outcome) {
    List<HeldDocument> held = outcome.locks().stream().map(LockReplies::document).toList();
    return Reply.json(200, held);
  }

  private static HeldDocument document(LockOutcome.Held held) {
    return new HeldDocument(
        held.name(),
        held.owner(),
        held.token(),
        held.ttl().toMillis(),
        held.remaining().toMillis(),
        held.waiters());
  }

  @Override
  public Reply invalid(Invalid outcome) {
    return Reply.error(400, "bad_request", outcome.reason());
  }

  @Override
  public Reply keyReused(KeyReused outcome) {
    return Reply.keyReused();
  }

  @Override
  public Reply unavailable(Unavailable outcome) {
    Map<String, Object> told =
        Map.of("outcome", outcome.certainlyNotDone() ? "not_done" : "unknown");
    boolean changes = !name.isEmpty();
    return Reply.error(503, "unavailable", outcome.reason(), changes ? told : Map.of());
  }

  @Override
  public Reply overloaded(Overloaded outcome) {
    return Reply.error(429, "overloaded", outcome.reason());
  }
}
