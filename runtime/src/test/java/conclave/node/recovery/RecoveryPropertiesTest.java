package conclave.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.JournalInspector.Group;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random logs as Raft leaves them, recovered by a process that is killed at random between any two
 * steps and run again: whoever may start has the same log as all others, and in it all that whoever
 * had most had.
 */
class RecoveryPropertiesTest {

  private static final int SEEDS = Integer.getInteger("conclave.recovery.seeds", 8);

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** How a plan is carried out. */
  private interface Way {
    void run(RecoveryPlan plan, Consumer<String> progress) throws IOException;
  }

  @TempDir private Path temp;
  private Way way = (plan, progress) -> new Recovery(plan, progress).run();
  private int kills;
  private int finished;
  private int refusedStarts;
  private int replaced;

  @Test
  void killedAnywhereItComesToTheSame() throws IOException {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        run(new Random(seed), temp.resolve("seed" + seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.printf(
        "recoveries: %d, killed %d times, %d of them finished after their last journal, %d starts"
            + " refused in between, %d logs had other ends%n",
        SEEDS, kills, finished, refusedStarts, replaced);
    assertThat(List.of(kills, finished, refusedStarts, replaced)).allMatch(n -> n > 0);
  }

  /** The planted bug: each directory is finished before the next one is begun. */
  @Test
  void whoeverFinishesOneDirectoryAfterTheOtherIsFound() {
    way =
        (plan, progress) -> {
          for (Survivor chosen : plan.chosen()) {
            chosen.directory().beginRecovery(plan.next(chosen));
            progress.accept("begun");
            new Transplant(plan, chosen).run();
            progress.accept("written");
            chosen.directory().endRecovery();
            progress.accept("complete");
          }
        };
    assertThatThrownBy(this::killedAnywhereItComesToTheSame)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }

  private void run(Random random, Path folder) throws IOException {
    Remains remains = new Remains(folder, 5, 2);
    List<String> left = List.of("n1", "n2");
    grow(random, remains, left);
    EntryId most = max(remains.group("n1").last(), remains.group("n2").last());
    List<Entry> kept =
        remains.group(remains.group("n1").last().equals(most) ? "n1" : "n2").entries();
    boolean done = false;
    while (!done) {
      try {
        recover(random, remains, left);
        done = true;
      } catch (CannotStart e) {
        assertThat(e).hasMessageContaining("start their nodes as they are");
        done = true; // it was killed behind the last step
      } catch (Killed e) {
        kills++;
        for (String name : left) {
          requireNoHalfStart(remains, name);
        }
      }
    }
    Group first = remains.group("n1");
    Group second = remains.group("n2");
    assertThat(above(second.entries(), first)).isEqualTo(above(first.entries(), second));
    assertThat(second.hardState()).isEqualTo(first.hardState());
    assertThat(first.entries()).containsSubsequence(above(kept, first));
    assertThat(first.hardState().term()).isGreaterThan(most.term());
    try (DataDirectory n1 = DataDirectory.open(remains.path("n1"), "n1", random);
        DataDirectory n2 = DataDirectory.open(remains.path("n2"), "n2", random)) {
      assertThat(n1.membership()).isEqualTo(n2.membership()).isPresent();
      assertThat(first.configurations().get(first.configurations().lastKey()))
          .isEqualTo(n1.membership().get().founding());
      assertThat(n1.membership().get().lists(n1.self())).isTrue();
      assertThat(n1.membership().get().lists(n2.self())).isTrue();
    }
  }

  /** Logs that agree up to where they part; a snapshot only where both agree. */
  private void grow(Random random, Remains remains, List<String> left) throws IOException {
    int common = 1 + random.nextInt(60);
    boolean parted = random.nextBoolean();
    for (String name : left) {
      int own = random.nextInt(30);
      long term = parted && name.equals("n2") ? 3 : 2;
      List<Entry> entries = new ArrayList<>(Remains.entries(1, 1, common));
      entries.addAll(Remains.entries(term, common + 1, common + own));
      long heard = term + random.nextInt(3);
      remains.write(name, new HardState(heard, Optional.of(remains.node("n3"))), entries);
      if (random.nextInt(3) == 0) {
        remains.snapshot(name, new EntryId(1, 1 + random.nextInt(common)));
      }
      replaced += parted && own > 0 ? 1 : 0;
    }
  }

  /** Those that no snapshot stands for by now. */
  private static List<Entry> above(List<Entry> kept, Group group) {
    return kept.stream().filter(e -> e.index() > group.snapshot().last().index()).toList();
  }

  private static EntryId max(EntryId one, EntryId other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void recover(Random random, Remains remains, List<String> left) throws IOException {
    int[] stepsLeft = {random.nextInt(9)};
    try (Survey survey = Survey.of(remains.paths("n1", "n2"))) {
      RecoveryPlan plan = RecoveryPlan.of(survey, left, random);
      finished += plan.finishes() ? 1 : 0;
      way.run(
          plan,
          step -> {
            if (stepsLeft[0]-- == 0) {
              throw new Killed();
            }
          });
    }
  }

  /** Either nothing was begun here, or no node starts, or all journals are written. */
  private void requireNoHalfStart(Remains remains, String name) throws IOException {
    try (DataDirectory opened = DataDirectory.open(remains.path(name), name, new Random(1))) {
      boolean before = opened.self().equals(remains.node(name));
      boolean after =
          ids(remains, "n1").equals(ids(remains, "n2"))
              && remains.group("n1").configurations().values().stream()
                  .anyMatch(known -> known.isVoter(opened.self()));
      assertThat(before || after).as("%s starts", name).isTrue();
    } catch (CannotStart e) {
      assertThat(e).hasMessageContaining("was begun and not finished: run it again");
      refusedStarts++;
    }
  }

  private static List<EntryId> ids(Remains remains, String name) throws IOException {
    List<EntryId> ids = Remains.ids(remains.group(name).entries());
    return ids.subList(Math.max(0, ids.size() - 2), ids.size());
  }
}
