package conclave.lock.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The role beside a naive one that hears the same, over random tables, pauses and leaders. */
class ExpiryPropertiesTest {
  private static final long MS = 1_000_000;
  private static final Expiry.Settings SETTINGS =
      new Expiry.Settings(20 * MS, 120 * MS, 60 * MS, 10 * MS);
  private static final LockLimits LIMITS = new LockLimits(6, 8, 4, 100_000);

  private enum Planted {
    NOTHING,
    /** Another term of the same leader is no beginning. */
    LEADER_GIVES_NO_TIME,
    /** Ticks that were missed are made up for. */
    PAUSE_COUNTS
  }

  private record Exercised(int proposals, int stale, int pauses, int leaders) {
    Exercised plus(Exercised other) {
      return new Exercised(
          proposals + other.proposals,
          stale + other.stale,
          pauses + other.pauses,
          leaders + other.leaders);
    }
  }

  /** A table whose ends are what its expiry proposes, or a leader that is deaf for a while. */
  private static final class Trial {
    private final Planted planted;
    private final Random random;
    private final Expiry expiry = new Expiry(SETTINGS);
    private final NaiveExpiry model = new NaiveExpiry(SETTINGS);
    private final NaiveLocks locks = new NaiveLocks(LIMITS);
    private final RandomCommands commands;
    private final List<LockCommand> all = new ArrayList<>();
    private long now;
    private long index;
    private long term;
    private Exercised exercised = new Exercised(0, 0, 0, 0);

    Trial(long seed, long begin) {
      this(seed, begin, Planted.NOTHING);
    }

    Trial(long seed, long begin, Planted planted) {
      this.planted = planted;
      this.random = new Random(seed);
      this.commands = new RandomCommands(random);
      this.now = begin;
    }

    void step() {
      int dice = random.nextInt(100);
      if (dice < 2) {
        lead();
      } else if (dice < 6) {
        pause();
      } else if (dice < 30) {
        apply(commands.next());
      } else if (dice < 31) {
        open();
      } else {
        tick();
      }
      assertThat(expiry.watched()).isEqualTo(model.watched());
      for (LockName lock : locks.locks.keySet()) {
        assertThat(expiry.remainingMs(lock, now)).isEqualTo(model.remainingMs(lock));
      }
    }

    private void lead() {
      term += random.nextInt(2);
      boolean self = random.nextInt(4) > 0;
      expiry.leader(planted == Planted.LEADER_GIVES_NO_TIME ? 1 : term, self, now);
      model.leader(term, self);
      exercised = exercised.plus(new Exercised(0, 0, 0, 1));
    }

    private void open() {
      expiry.open(locks.view(), now);
      model.open(locks.view());
    }

    /** It is rung when it wanted to be, or later by what is not yet a pause. */
    private void tick() {
      if (expiry.dueNanos().isEmpty()) {
        return;
      }
      long late = random.nextBoolean() ? 0 : random.nextLong(SETTINGS.tickNanos() + 1);
      long next = expiry.dueNanos().getAsLong() + late;
      model.pass(next - now);
      now = next;
      propose();
    }

    /** All that lies beyond the moment at which it was due does not count. */
    private void pause() {
      if (expiry.dueNanos().isEmpty()) {
        return;
      }
      long due = expiry.dueNanos().getAsLong();
      model.pass(due - now);
      now = due + SETTINGS.tickNanos() + 1 + random.nextLong(500 * MS);
      if (planted == Planted.PAUSE_COUNTS) {
        catchUp(due);
      }
      exercised = exercised.plus(new Exercised(0, 0, 1, 0));
      propose();
    }

    private void catchUp(long due) {
      for (long at = due; at - now < 0; at = expiry.dueNanos().orElse(now)) {
        expiry.tick(at, all::add);
      }
    }

    private void propose() {
      List<LockCommand> proposed = new ArrayList<>();
      expiry.tick(now, proposed::add);
      assertThat(proposed).isEqualTo(model.tick());
      all.addAll(proposed);
      exercised = exercised.plus(new Exercised(proposed.size(), 0, 0, 0));
      for (LockCommand command : proposed) {
        if (random.nextInt(3) > 0) {
          apply(command);
        }
      }
    }

    private void apply(LockCommand command) {
      LockReply reply = locks.apply(++index, command);
      if (reply instanceof LockReply.Stale) {
        exercised = exercised.plus(new Exercised(0, 1, 0, 0));
      }
      locks.said.forEach(event -> expiry.hear(event, now));
      locks.said.forEach(model::hear);
      commands.hear(locks.view(), locks.said);
    }

    List<LockCommand> run() {
      for (int i = 0; i < 400; i++) {
        step();
      }
      return all;
    }
  }

  @Test
  void itProposesWhatANaiveOneProposes() {
    Exercised sum = new Exercised(0, 0, 0, 0);
    for (long seed = 0; seed < 300; seed++) {
      Trial trial = new Trial(seed, 0);
      trial.run();
      sum = sum.plus(trial.exercised);
    }
    System.out.println("naive expiry: 120,000 steps, " + sum);
    assertThat(sum.proposals()).isGreaterThan(2_000);
    assertThat(sum.pauses()).isGreaterThan(1_000);
    assertThat(sum.leaders()).isGreaterThan(1_000);
  }

  @Test
  void plantedBugsAreFound() {
    for (Planted bug : List.of(Planted.LEADER_GIVES_NO_TIME, Planted.PAUSE_COUNTS)) {
      int found = 0;
      for (long seed = 0; seed < 20; seed++) {
        found += finds(new Trial(seed, 0, bug)) ? 1 : 0;
      }
      System.out.printf("planted: %s, found in %d of 20 runs%n", bug, found);
      assertThat(found).as("%s", bug).isGreaterThanOrEqualTo(15);
    }
  }

  private static boolean finds(Trial trial) {
    try {
      trial.run();
      return false;
    } catch (AssertionError expected) {
      return true;
    }
  }

  /** The clock of a JVM begins anywhere, and may pass the greatest number. */
  @Property(tries = 200, seed = "5")
  void whereTheClockBeginsMakesNoDifference(@ForAll long seed, @ForAll long begin) {
    List<LockCommand> expected = new Trial(seed, 0).run();
    assertThat(new Trial(seed, begin).run()).isEqualTo(expected);
    long wraps = Long.MAX_VALUE - new Random(seed).nextLong(5_000 * MS);
    assertThat(new Trial(seed, wraps).run()).isEqualTo(expected);
  }
}
