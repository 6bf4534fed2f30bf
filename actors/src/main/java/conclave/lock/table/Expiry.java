package conclave.lock.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Says when grants and waits are over: the pure role beside the table, one on each node, of which
 * only the leader's proposes. It hears what the table announces and is told the time; that it may
 * be wrong about the time costs no more than a lock that is held too long or a holder that loses it
 * too early, since {@link LockCommand.Expire} is an entry like others (law L5).
 *
 * <ul>
 *   <li>Whoever begins to lead gives every grant and every wait its whole time afresh. All others
 *       do the same then, so that their estimates agree.
 *   <li>A tick that comes late was a pause, and holders could not reach the leader in it: the delay
 *       is added to every deadline. For that it wants to be rung every {@link Settings#tickNanos}
 *       while there is anything to watch.
 *   <li>A grant to a waiter that did not say a word is over after {@link Settings#claimNanos}: one
 *       whose caller is gone does not hold up the next for its whole time-to-live.
 * </ul>
 *
 * <p>Costs O(log n) for each event and each proposal; another leader costs O(n log n). Not
 * thread-safe.
 */
public final class Expiry {

  /** The most commands of one tick; the others follow in the next. */
  public static final int MAX_PROPOSALS = 256;

  /**
   * @param marginNanos added to each time-to-live, for clocks that run at different speeds
   * @param claimNanos within which a waiter that was granted the lock must say a word
   * @param retryNanos after which a proposal that changed nothing is made again
   * @param tickNanos how often to look; a tick that is late by more than this was a pause
   */
  public record Settings(long marginNanos, long claimNanos, long retryNanos, long tickNanos) {
    public Settings {
      if (marginNanos < 0 || claimNanos < 1 || retryNanos < 1 || tickNanos < 1) {
        throw new IllegalArgumentException(
            "times of expiry must be positive: margin %d, claim %d, retry %d, tick %d ns"
                .formatted(marginNanos, claimNanos, retryNanos, tickNanos));
      }
    }
  }

  /** A waiter of a lock; the waiter number is 0 for the grant. */
  private record Key(LockName lock, long waiter) {}

  private final Settings settings;
  private final Map<Key, Deadline> deadlines = new HashMap<>();
  private final TreeSet<Deadline> queue = new TreeSet<>();
  private long nextId;
  private long term;
  private boolean leads;

  /** All pauses so far: time that does not count. */
  private long paused;

  private long dueAt;
  private boolean due;

  public Expiry(Settings settings) {
    this.settings = settings;
  }

  /** A new beginning: this is all that is held and waited for, each with its whole time. */
  public void open(List<LockEvent> view, long nowNanos) {
    deadlines.clear();
    queue.clear();
    due = false;
    view.forEach(event -> hear(event, nowNanos));
  }

  /** The table announced it. */
  public void hear(LockEvent event, long nowNanos) {
    if (event instanceof LockEvent.Granted grant) {
      long ttl = grant.ttlMs() * 1_000_000 + settings.marginNanos();
      watch(
          new Key(grant.lock(), 0),
          grant.claimed() ? ttl : Math.min(ttl, settings.claimNanos()),
          new LockCommand.Expire(grant.lock(), grant.token(), grant.renewal()),
          nowNanos);
    } else if (event instanceof LockEvent.Waits wait) {
      watch(
          new Key(wait.lock(), wait.waiter()),
          wait.waitMs() * 1_000_000 + settings.marginNanos(),
          new LockCommand.TimeOut(wait.lock(), wait.waiter(), wait.renewal()),
          nowNanos);
    } else if (event instanceof LockEvent.Ended ended) {
      forget(new Key(ended.lock(), 0));
    } else if (event instanceof LockEvent.Left left) {
      forget(new Key(left.lock(), left.waiter()));
    }
  }

  private void watch(Key key, long nanos, LockCommand command, long nowNanos) {
    forget(key);
    Deadline deadline = new Deadline(nextId++, nanos, command);
    deadline.begin(nowNanos - paused);
    deadlines.put(key, deadline);
    queue.add(deadline);
    if (!due) {
      ringAfter(settings.tickNanos(), nowNanos);
    }
  }

  private void forget(Key key) {
    Deadline old = deadlines.remove(key);
    if (old != null) {
      queue.remove(old);
    }
  }

  private void ringAfter(long nanos, long nowNanos) {
    dueAt = nowNanos + nanos;
    due = true;
  }

  /** The replica beside it takes somebody for the leader, in a term. */
  public void leader(long newTerm, boolean self, long nowNanos) {
    if (newTerm == term && self == leads) {
      return;
    }
    term = newTerm;
    leads = self;
    List<Deadline> all = new ArrayList<>(queue);
    queue.clear();
    all.forEach(deadline -> deadline.begin(nowNanos - paused));
    queue.addAll(all);
  }

  /** When to ring at the latest; empty while there is nothing to watch. */
  public OptionalLong dueNanos() {
    return due ? OptionalLong.of(dueAt) : OptionalLong.empty();
  }

  /** It was rung; whoever leads proposes what is over by now. */
  public void tick(long nowNanos, Consumer<LockCommand> propose) {
    if (!due || nowNanos - dueAt < 0) {
      return;
    }
    long late = nowNanos - dueAt;
    if (late > settings.tickNanos()) {
      paused += late;
    }
    due = false;
    boolean more = leads && proposeAll(nowNanos - paused, propose);
    if (!queue.isEmpty()) {
      ringAfter(more ? 1 : settings.tickNanos(), nowNanos);
    }
  }

  /** Whether some are left. */
  private boolean proposeAll(long now, Consumer<LockCommand> propose) {
    for (int i = 0; i < MAX_PROPOSALS; i++) {
      if (queue.isEmpty() || now - queue.first().at < 0) {
        return false;
      }
      Deadline over = queue.pollFirst();
      propose.accept(over.command);
      over.at = now + settings.retryNanos();
      queue.add(over);
    }
    return true;
  }

  /**
   * How much is left of a grant, in milliseconds, as this node sees it: 0 where it is over and not
   * yet ended; empty where nobody holds the lock.
   */
  public OptionalLong remainingMs(LockName lock, long nowNanos) {
    Deadline deadline = deadlines.get(new Key(lock, 0));
    if (deadline == null) {
      return OptionalLong.empty();
    }
    long left = deadline.overAt - settings.marginNanos() - (nowNanos - paused);
    return OptionalLong.of(Math.max(0, left / 1_000_000));
  }

  /** How many grants and waits it watches. */
  public int watched() {
    return deadlines.size();
  }
}
