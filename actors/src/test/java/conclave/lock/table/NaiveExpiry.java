package conclave.lock.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** The rules of expiry said again with a list that is looked through each time. */
final class NaiveExpiry {

  private static final class Watched {
    final LockName lock;
    final long waiter;
    final long order;
    final long nanos;
    final LockCommand command;
    long begun;
    long notBefore;

    Watched(LockEvent.Granted grant, long order, long nanos) {
      this.lock = grant.lock();
      this.waiter = 0;
      this.order = order;
      this.nanos = nanos;
      this.command = new LockCommand.Expire(lock, grant.token(), grant.renewal());
    }

    Watched(LockEvent.Waits wait, long order, long nanos) {
      this.lock = wait.lock();
      this.waiter = wait.waiter();
      this.order = order;
      this.nanos = nanos;
      this.command = new LockCommand.TimeOut(lock, waiter, wait.renewal());
    }

    long at() {
      return Math.max(begun + nanos, notBefore);
    }
  }

  private final Expiry.Settings settings;
  private final List<Watched> watched = new ArrayList<>();
  private long order;
  private long term;
  private boolean leads;
  private long awake;

  NaiveExpiry(Expiry.Settings settings) {
    this.settings = settings;
  }

  /** Time passes in which it was awake; a pause is none. */
  void pass(long nanos) {
    awake += nanos;
  }

  void open(List<LockEvent> view) {
    watched.clear();
    view.forEach(this::hear);
  }

  void hear(LockEvent event) {
    if (event instanceof LockEvent.Granted grant) {
      long ttl = grant.ttlMs() * 1_000_000 + settings.marginNanos();
      watch(
          new Watched(
              grant, order++, grant.claimed() ? ttl : Math.min(ttl, settings.claimNanos())));
    } else if (event instanceof LockEvent.Waits wait) {
      watch(new Watched(wait, order++, wait.waitMs() * 1_000_000 + settings.marginNanos()));
    } else if (event instanceof LockEvent.Ended) {
      forget(event.lock(), 0);
    } else {
      forget(event.lock(), ((LockEvent.Left) event).waiter());
    }
  }

  private void watch(Watched one) {
    forget(one.lock, one.waiter);
    one.begun = awake;
    one.notBefore = awake;
    watched.add(one);
  }

  private void forget(LockName lock, long waiter) {
    watched.removeIf(one -> one.lock.equals(lock) && one.waiter == waiter);
  }

  void leader(long newTerm, boolean self) {
    if (newTerm != term || self != leads) {
      term = newTerm;
      leads = self;
      for (Watched one : watched) {
        one.begun = awake;
        one.notBefore = awake;
      }
    }
  }

  List<LockCommand> tick() {
    List<LockCommand> proposed = new ArrayList<>();
    while (leads && proposed.size() < Expiry.MAX_PROPOSALS) {
      Watched first =
          watched.stream()
              .filter(one -> one.at() <= awake)
              .min(Comparator.comparingLong(Watched::at).thenComparingLong(one -> one.order))
              .orElse(null);
      if (first == null) {
        break;
      }
      proposed.add(first.command);
      first.notBefore = awake + settings.retryNanos();
    }
    return proposed;
  }

  OptionalLong remainingMs(LockName lock) {
    for (Watched one : watched) {
      if (one.lock.equals(lock) && one.waiter == 0) {
        return OptionalLong.of(
            Math.max(0, (one.begun + one.nanos - awake - settings.marginNanos()) / 1_000_000));
      }
    }
    return OptionalLong.empty();
  }

  int watched() {
    return watched.size();
  }
}
