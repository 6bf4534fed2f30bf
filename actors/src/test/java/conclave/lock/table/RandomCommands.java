package conclave.lock.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Commands on few locks by few owners, so that they meet. Tokens, waiters and renewals are taken
 * from what was announced: mostly the present ones, else those of a moment ago, so that stale
 * commands come too.
 */
final class RandomCommands {
  private static final String[] OWNERS = {"ann", "bob", "\u00fcmit", "zoe-with-a-longer-name"};
  private static final String[] NAMES = {"a", "lock/b", "\u2603", "a-lock-with-a-long-name"};

  private final Random random;
  private final List<LockEvent> heard = new ArrayList<>();
  private final List<LockEvent> present = new ArrayList<>();

  RandomCommands(Random random) {
    this.random = random;
  }

  /** How it stands now, and what was just said. */
  void hear(List<LockEvent> view, List<LockEvent> said) {
    present.clear();
    present.addAll(view);
    heard.addAll(said);
  }

  LockCommand next() {
    int dice = random.nextInt(100);
    if (dice < 45 || heard.isEmpty()) {
      long waitMs = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(1_000);
      return new LockCommand.Acquire(name(), owner(), 10 + random.nextInt(1_000), waitMs);
    }
    LockEvent about = dice >= 80 && random.nextBoolean() ? recent() : about();
    long number = numberOf(about);
    if (about instanceof LockEvent.Waits wait) {
      return dice < 70
          ? new LockCommand.Withdraw(wait.lock(), wait.owner(), wait.waiter())
          : new LockCommand.TimeOut(wait.lock(), wait.waiter(), wait.renewal());
    }
    if (dice < 60) {
      return new LockCommand.Renew(about.lock(), about.owner(), number);
    }
    if (dice < 75) {
      return new LockCommand.Release(about.lock(), about.owner(), number);
    }
    if (dice < 80) {
      return new LockCommand.Withdraw(about.lock(), about.owner(), number);
    }
    return about instanceof LockEvent.Granted grant
        ? new LockCommand.Expire(grant.lock(), number, grant.renewal())
        : new LockCommand.Expire(about.lock(), number, number);
  }

  private static long numberOf(LockEvent event) {
    if (event instanceof LockEvent.Granted grant) {
      return grant.token();
    }
    if (event instanceof LockEvent.Waits wait) {
      return wait.waiter();
    }
    return event instanceof LockEvent.Ended ended
        ? ended.token()
        : ((LockEvent.Left) event).waiter();
  }

  private LockEvent about() {
    return present.isEmpty() || random.nextInt(3) == 0
        ? recent()
        : present.get(random.nextInt(present.size()));
  }

  private LockEvent recent() {
    return heard.get(heard.size() - 1 - random.nextInt(Math.min(heard.size(), 8)));
  }

  private LockName name() {
    Space space = random.nextInt(3) == 0 ? Space.ELECTION : Space.LOCK;
    return new LockName(space, NAMES[random.nextInt(NAMES.length)]);
  }

  private String owner() {
    return OWNERS[random.nextInt(OWNERS.length)];
  }
}
