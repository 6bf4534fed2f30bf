package conclave.lock.table;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.Machines;
import conclave.machine.RestartCheck;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.machine.Traffic;
import conclave.raft.log.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LockPropertiesTest {
  /** So small that each bound is met, that of bytes too. */
  private static final LockLimits LIMITS = new LockLimits(5, 6, 3, 1_265);

  private static final SessionLimits SESSIONS = new SessionLimits(50, 8, 100_000, 400_000);
  private static final int LENGTH = 200;

  /** Runs a table beside the naive one and compares all that can be seen of both. */
  private static final class Trial {
    final NaiveLocks model = new NaiveLocks(LIMITS);
    final RandomCommands commands;
    final List<LockEvent> said = new ArrayList<>();
    final Map<String, Integer> seen = new TreeMap<>();
    StateMachine table;
    EventFold follower = new EventFold(List.of());
    long lastToken;
    long index;

    Trial(long seed, StateMachine table) {
      commands = new RandomCommands(new Random(seed));
      use(table);
    }

    void use(StateMachine next) {
      table = next;
      table.announceTo(event -> said.add(Tables.event(event)));
    }

    void step() {
      LockCommand command = commands.next();
      said.clear();
      long before = lastToken;
      LockReply reply = Tables.apply(table, ++index, command);
      assertThat(reply).as("%d: %s", index, command).isEqualTo(model.apply(index, command));
      assertThat(said).as("%d: %s", index, command).isEqualTo(model.said);
      said.forEach(this::hear);
      assertThat(Tables.view(table)).isEqualTo(model.view()).isEqualTo(follower.view());
      assertThat(lastToken).isEqualTo(model.lastToken).isBetween(before, before + 1);
      commands.hear(model.view(), said);
      count(command, reply);
    }

    private void hear(LockEvent event) {
      follower.hear(event);
      if (event instanceof LockEvent.Granted grant && grant.token() > lastToken) {
        lastToken = grant.token();
      }
    }

    private void count(LockCommand command, LockReply reply) {
      String what = command.getClass().getSimpleName() + "-" + reply.getClass().getSimpleName();
      seen.merge(what, 1, Integer::sum);
    }
  }

  @Test
  void everyReplyEventAndSumIsTheOneOfANaiveModel() {
    Map<String, Integer> seen = new TreeMap<>();
    for (long seed = 0; seed < 200; seed++) {
      LockTable table = new LockTable(LIMITS);
      Trial trial = new Trial(seed, table);
      for (int i = 0; i < LENGTH; i++) {
        trial.step();
        assertThat(table.bytes()).isEqualTo(trial.model.bytes());
        assertThat(table.waiters()).isEqualTo(trial.model.waiters());
      }
      trial.seen.forEach((what, n) -> seen.merge(what, n, Integer::sum));
      assertSamePages(table, trial.model);
    }
    System.out.println("naive locks: 40,000 commands, " + seen);
    assertThat(seen)
        .containsKeys("Acquire-Granted", "Acquire-Waiting", "Acquire-Locked", "Acquire-Full")
        .containsKeys("Renew-Granted", "Renew-Lost", "Release-Done", "Release-Lost")
        .containsKeys("Withdraw-Locked", "Withdraw-Granted", "Withdraw-Stale")
        .containsKeys("Expire-Done", "Expire-Stale", "TimeOut-Done", "TimeOut-Stale");
    assertThat(seen.values()).allMatch(count -> count >= 50);
  }

  private static void assertSamePages(LockTable table, NaiveLocks model) {
    for (Space space : Space.values()) {
      List<String> names =
          model.view().stream()
              .filter(LockEvent.Granted.class::isInstance)
              .map(LockEvent::lock)
              .filter(lock -> lock.space() == space)
              .map(LockName::name)
              .toList();
      for (int limit = 1; limit < 4; limit++) {
        assertThat(pages(table, space, limit)).isEqualTo(names);
      }
    }
  }

  private static List<String> pages(LockTable table, Space space, int limit) {
    List<String> names = new ArrayList<>();
    LockReply.Page page = new LockReply.Page(List.of(), true);
    while (page.more()) {
      String after = names.isEmpty() ? "" : names.get(names.size() - 1);
      page = (LockReply.Page) Tables.ask(table, new LockQuery.Page(space, after, limit));
      page.locks().forEach(held -> names.add(held.name()));
      assertThat(page.locks()).hasSizeLessThanOrEqualTo(limit);
    }
    return names;
  }

  @Test
  void aTableThatWasSavedAndLoadedGoesOnAsIfNothingHappened() throws IOException {
    for (long seed = 0; seed < 60; seed++) {
      Trial trial = new Trial(seed, new LockTable(LIMITS));
      for (int i = 0; i < LENGTH; i++) {
        trial.step();
        if (i % 7 == 0) {
          byte[] snapshot = Tables.save(trial.table);
          LockTable loaded = Tables.load(new LockTable(LIMITS), snapshot);
          assertThat(Tables.save(loaded)).isEqualTo(snapshot);
          assertThat(loaded.bytes()).isEqualTo(trial.model.bytes());
          assertThat(loaded.waiters()).isEqualTo(trial.model.waiters());
          trial.use(loaded);
        }
      }
    }
  }

  private static Machines machines(StateMachine machine) {
    return new Machines(SESSIONS, Map.of(LockTable.NAME, machine));
  }

  /** A log with sessions, retries and garbage around commands that mean something. */
  private static List<Entry> log(long seed) {
    NaiveLocks guess = new NaiveLocks(LIMITS);
    Map<Random, RandomCommands> commands = new HashMap<>();
    long[] index = {0};
    return new Traffic(
            seed,
            LockTable.NAME,
            random -> {
              RandomCommands source = commands.computeIfAbsent(random, RandomCommands::new);
              LockCommand command = source.next();
              guess.apply(++index[0], command);
              source.hear(guess.view(), guess.said);
              return command.encode();
            })
        .log(LENGTH);
  }

  @Property(tries = 300, seed = "8")
  void cutAnywhereAReplicaGivesTheSameRepliesAndBytes(@ForAll long seed) throws IOException {
    int cut = new Random(seed).nextInt(LENGTH + 1);
    RestartCheck.run(() -> machines(new LockTable(LIMITS)), log(seed), cut);
  }

  @Test
  void plantedBugsInTheRulesAreFound() {
    for (Mutants mutant : Mutants.values()) {
      int found = 0;
      for (long seed = 0; seed < 40; seed++) {
        found += finds(seed, () -> mutant.table(LIMITS)) ? 1 : 0;
      }
      System.out.printf("planted: %s, found in %d of 40 runs%n", mutant, found);
      assertThat(found).as("%s", mutant).isGreaterThanOrEqualTo(25);
    }
  }

  private static boolean finds(long seed, Supplier<StateMachine> planted) {
    Trial trial = new Trial(seed, planted.get());
    try {
      for (int i = 0; i < 2 * LENGTH; i++) {
        trial.step();
        if (i % 7 == 0) {
          trial.use(Tables.load(planted.get(), Tables.save(trial.table)));
        }
      }
      return false;
    } catch (AssertionError | IOException expected) {
      return true;
    }
  }
}
