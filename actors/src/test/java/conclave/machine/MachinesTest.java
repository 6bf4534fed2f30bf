package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachinesTest {
  private final CountingMachine counter = new CountingMachine();
  private final Machines machines =
      new Machines(SessionLimits.STANDARD, Map.of(LogWriter.COUNTER, counter));
  private final LogWriter log = new LogWriter(machines);

  private static Entry noop(long term, long index) {
    return new Entry(new EntryId(term, index), Entry.Kind.NOOP, new byte[0]);
  }

  @Test
  void onlyCommandsReachTheMachinesButEveryEntryCounts() {
    assertThat(log.append(Entry.Kind.NOOP, new byte[0])).isEqualTo(new Result.Ok(new byte[0]));
    assertThat(log.append(Entry.Kind.CONFIGURATION, new byte[] {9}))
        .isEqualTo(new Result.Ok(new byte[0]));
    assertThat(machines.lastApplied()).isEqualTo(2);
    assertThat(machines.lastAppliedId()).isEqualTo(new EntryId(1, 2));
    assertThat(counter.count).isZero();
  }

  @Test
  void bytesThatAreNoCommandAreAResultAndCountAsApplied() {
    assertThat(log.append(Entry.Kind.COMMAND, new byte[] {77})).isEqualTo(Result.Refusal.MALFORMED);
    assertThat(machines.lastApplied()).isEqualTo(1);
  }

  @Test
  void indexesAreConsecutiveAndTermsDoNotGoBack() {
    machines.apply(noop(3, 1));
    assertThatThrownBy(() -> machines.apply(noop(3, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("entry 1@3 does not follow 1@3, the last one applied");
    assertThatThrownBy(() -> machines.apply(noop(3, 3))).hasMessageContaining("3@3");
    assertThatThrownBy(() -> machines.apply(noop(2, 2))).hasMessageContaining("2@2");
    machines.apply(noop(3, 2));
    assertThat(machines.lastApplied()).isEqualTo(2);
  }

  @Test
  void aMachineThatThrowsStopsEverythingAndIsNamedWithTheEntry() {
    long session = log.open(1);
    assertThatThrownBy(() -> log.execute(session, 1, 1, "fail"))
        .isInstanceOf(MachineFailedException.class)
        .hasMessageContaining("machine counter failed at entry 2@1")
        .hasMessageContaining("told to fail");
    assertThat(machines.lastApplied()).isEqualTo(1);
    assertThatThrownBy(() -> log.execute(session, 2, 1, "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one failed at entry 2@1");
    assertThatThrownBy(() -> machines.query(LogWriter.COUNTER, new byte[0]))
        .hasMessageContaining("unusable");
    assertThatThrownBy(machines::stateHash).hasMessageContaining("unusable");
  }

  @Test
  void aMachineThatAnswersNullHasFailed() {
    CountingMachine silent =
        new CountingMachine() {
          @Override
          public byte[] apply(long index, byte[] command) {
            return null;
          }
        };
    LogWriter log =
        new LogWriter(new Machines(SessionLimits.STANDARD, Map.of(LogWriter.COUNTER, silent)));
    long session = log.open(1);
    assertThatThrownBy(() -> log.execute(session, 1, 1, "a"))
        .isInstanceOf(MachineFailedException.class);
  }

  @Test
  void aQueryReadsAndAFailingOneHarmsNobodyElse() {
    long session = log.open(1);
    log.execute(session, 1, 1, "a");
    assertThatThrownBy(() -> machines.query(LogWriter.COUNTER, "fail".getBytes()))
        .isInstanceOfSatisfying(
            MachineFailedException.class,
            e -> {
              assertThat(e.machine()).isEqualTo(LogWriter.COUNTER);
              assertThat(e.index()).isEqualTo(2);
            });
    assertThat(machines.query(LogWriter.COUNTER, new byte[0]))
        .isEqualTo(new Result.Ok("1".getBytes()));
    assertThat(machines.query("nobody", new byte[0])).isEqualTo(Result.Refusal.NO_SUCH_MACHINE);
  }

  @Test
  void aNameThatNoCommandCouldCarryIsRefused() {
    assertThatThrownBy(() -> new Machines(SessionLimits.STANDARD, Map.of("No", counter)))
        .hasMessageContaining("'No'");
  }

  @Test
  void theHistoryHashTellsEntriesTermsAndResultsApart() {
    Machines other = new Machines(SessionLimits.STANDARD, Map.of());
    machines.apply(noop(1, 1));
    other.apply(noop(1, 1));
    assertThat(machines.historyHash()).isEqualTo(other.historyHash()).isNotZero();
    machines.apply(LogWriter.entry(2, new Command.OpenSession(1)));
    other.apply(LogWriter.entry(2, new Command.OpenSession(1)));
    assertThat(machines.historyHash()).isEqualTo(other.historyHash());
    Command execute = new Command.Execute(2, 1, 1, LogWriter.COUNTER, new byte[0]);
    machines.apply(LogWriter.entry(3, execute));
    other.apply(LogWriter.entry(3, execute));
    assertThat(machines.historyHash()).isNotEqualTo(other.historyHash());
  }

  @Test
  void theStateHashTellsStatesApartThatHadTheSameHistory() {
    long before = machines.stateHash();
    counter.count++;
    assertThat(machines.stateHash()).isNotEqualTo(before);
    counter.count--;
    assertThat(machines.stateHash()).isEqualTo(before);
  }
}
