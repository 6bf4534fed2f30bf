package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.disk.Disk;
import conclave.sim.disk.DiskWrapper;
import conclave.sim.disk.SimDisk.Op;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A crash anywhere keeps what was synced; and the trial that shows it notices a lie. */
class JournalCrashTest {

  @Test
  void aCrashAtAnyCallKeepsWhatWasSyncedAndInventsNothing() throws IOException {
    CrashTrial trial = new CrashTrial(UnaryOperator.identity(), 4).run(1);
    System.out.printf(
        "journal crash: %d crash points, %d recoveries, %d of them after a crash in recovery, %s%n",
        trial.crashPoints, trial.recoveries, trial.recoveryCrashes, trial.calls);
    assertThat(trial.violations.stream().limit(5)).isEmpty();
    assertThat(trial.crashPoints).isGreaterThan(500);
    assertThat(trial.recoveryCrashes).isGreaterThan(1_000);
    assertThat(trial.calls.get(Op.ALLOCATE)).as("rolls").isGreaterThan(5);
    assertThat(trial.calls.get(Op.DELETE)).as("deletions").isGreaterThan(10);
  }

  @Test
  void aCrashOfManyRandomLivesKeepsWhatWasSynced() throws IOException {
    CrashTrial trial = new CrashTrial(UnaryOperator.identity(), 0).runSeeds(1_500);
    System.out.printf("journal crash: %d random lives%n", trial.crashPoints);
    assertThat(trial.violations.stream().limit(5)).isEmpty();
    assertThat(trial.recoveries).isGreaterThanOrEqualTo(1_500);
  }

  @Test
  void theTrialFindsASyncThatDoesNothing() throws IOException {
    assertFound(disk -> new Lying(disk, false, true));
  }

  @Test
  void theTrialFindsADirectorySyncThatDoesNothing() throws IOException {
    assertFound(disk -> new Lying(disk, true, false));
  }

  private static void assertFound(UnaryOperator<Disk> lie) throws IOException {
    CrashTrial trial = new CrashTrial(lie, 4).run(3);
    System.out.printf(
        "journal crash, planted: %d violations in %d recoveries%n",
        trial.violations.size(), trial.recoveries);
    assertThat(trial.violations).isNotEmpty();
  }

  private static final class Lying extends DiskWrapper {
    private final boolean syncs;
    private final boolean syncsDirectory;

    Lying(Disk disk, boolean syncs, boolean syncsDirectory) {
      super(disk);
      this.syncs = syncs;
      this.syncsDirectory = syncsDirectory;
    }

    @Override
    public void syncDirectory() throws IOException {
      if (syncsDirectory) {
        super.syncDirectory();
      }
    }

    @Override
    protected File wrap(File file) {
      return new FileWrapper(file) {
        @Override
        public void sync() throws IOException {
          if (syncs) {
            super.sync();
          }
        }
      };
    }
  }
}
