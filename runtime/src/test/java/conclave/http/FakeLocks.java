package conclave.http;

import conclave.http.lock.LockOutcome;
import conclave.http.lock.LockService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Locks in memory behind the port, for which nobody waits, and ways to make them fail. */
final class FakeLocks implements LockService {

  private final Map<String, Grant> held = new TreeMap<>();
  private long tokens;

  /** What every request ends with, when set. */
  volatile Optional<CompletionStage<LockOutcome>> forced = Optional.empty();

  volatile Duration lastDeadline;
  volatile Terms lastTerms;
  volatile Wanted lastWanted;

  /** Every Acquire, in the order in which they came. */
  final BlockingQueue<Wanted> wanted = new LinkedBlockingQueue<>();

  @Override
  public synchronized CompletionStage<LockOutcome> acquire(Wanted wanted, Terms terms) {
    lastWanted = wanted;
    this.wanted.add(wanted);
    lastTerms = terms;
    lastDeadline = terms.deadline();
    Grant holder = held.get(wanted.name());
    if (holder != null && !holder.owner().equals(wanted.owner())) {
      return answer(new LockOutcome.Locked(holder.owner()));
    }
    if (holder == null) {
      holder = new Grant(wanted.name(), wanted.owner(), ++tokens);
      held.put(wanted.name(), holder);
    }
    return answer(new LockOutcome.Granted(holder.token(), wanted.ttl()));
  }

  @Override
  public synchronized CompletionStage<LockOutcome> renew(Grant grant, Terms terms) {
    lastTerms = terms;
    lastDeadline = terms.deadline();
    return answer(
        grant.equals(held.get(grant.name()))
            ? new LockOutcome.Granted(grant.token(), Duration.ofSeconds(9))
            : new LockOutcome.Lost());
  }

  @Override
  public synchronized CompletionStage<LockOutcome> release(Grant grant, Terms terms) {
    lastTerms = terms;
    lastDeadline = terms.deadline();
    return answer(
        held.remove(grant.name(), grant) ? new LockOutcome.Released() : new LockOutcome.Lost());
  }

  @Override
  public synchronized CompletionStage<LockOutcome> list(int most, Duration deadline) {
    List<LockOutcome.Held> all =
        held.values().stream()
            .limit(most)
            .map(
                grant ->
                    new LockOutcome.Held(
                        grant.name(),
                        grant.owner(),
                        grant.token(),
                        Duration.ofSeconds(9),
                        Duration.ofMillis(8_500),
                        2))
            .toList();
    return answer(new LockOutcome.Listed(all, all.size() < held.size()));
  }

  synchronized void clear() {
    held.clear();
  }

  private CompletionStage<LockOutcome> answer(LockOutcome outcome) {
    return forced.orElse(CompletableFuture.completedFuture(outcome));
  }
}
