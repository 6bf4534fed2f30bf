package conclave.raft.audit;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.lock.table.LockLimits;
import conclave.lock.table.LockTable;
import conclave.machine.Command;
import conclave.machine.Digesting;
import conclave.machine.Machines;
import conclave.machine.RestartCheck;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fingerprints of frozen machines. */
class MachinesFingerprintTest {

  private static Machines machines() {
    return new Machines(SessionLimits.STANDARD, Map.of("map", new MapTable(MapLimits.STANDARD)));
  }

  private static Entry entry(long index, byte[] payload) {
    return new Entry(new EntryId(1, index), Entry.Kind.COMMAND, payload);
  }

  private static Machines after(int commands) {
    Machines machines = machines();
    machines.apply(entry(1, new Command.OpenSession(5).encode()));
    for (int i = 1; i <= commands; i++) {
      byte[] command = new Command.Execute(1, i, i, "map", new byte[] {1}).encode();
      machines.apply(entry(1 + i, command));
    }
    return machines;
  }

  private static Fingerprint of(Machines machines, int part) throws IOException {
    return finish(machines.freeze().digest(), part);
  }

  private static Fingerprint finish(Digesting digesting, int part) throws IOException {
    while (digesting.next(part)) {
      // the condition did the work
    }
    return digesting.fingerprint();
  }

  @Test
  void equalMachinesHaveEqualOnesWhateverThePartsAndWhateverIsAppliedMeanwhile()
      throws IOException {
    Machines goesOn = after(3);
    Digesting frozen = goesOn.freeze().digest();
    goesOn.apply(entry(5, new Command.Execute(1, 4, 4, "map", new byte[] {1}).encode()));
    Fingerprint fingerprint = of(after(3), 1 << 20);
    assertThat(finish(frozen, 1)).isEqualTo(fingerprint);
    assertThat(fingerprint.at()).isEqualTo(new EntryId(1, 4));
    assertThat(fingerprint.parts())
        .extracting(Fingerprint.Part::name)
        .contains("(entries and results)", "(sessions)", "map");
  }

  @Test
  void aSnapshotCarriesWhatIsCompared() throws IOException {
    Machines saved = after(7);
    Machines loaded = RestartCheck.load(machines(), RestartCheck.save(saved));
    assertThat(of(loaded, 64)).isEqualTo(of(saved, 64));
  }

  @Test
  void anotherEntryInTheLogShowsThoughTheStateIsTheSame() throws IOException {
    Machines one = machines();
    Machines other = machines();
    one.apply(entry(1, new byte[] {1, 99}));
    other.apply(entry(1, new byte[] {1, 98}));
    Fingerprint mine = of(one, 64);
    Fingerprint others = of(other, 64);
    assertThat(mine.differsFrom(others)).isTrue();
    assertThat(mine.differences(others)).isEqualTo("(entries and results)");
  }

  @Test
  void aMachineSaysTheFormatThatItWrites() throws IOException {
    for (StateMachine machine :
        List.of(new MapTable(MapLimits.STANDARD), new LockTable(LockLimits.STANDARD))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      machine.save(new DataOutputStream(bytes));
      assertThat(machine.form())
          .as(machine.getClass().getSimpleName())
          .isEqualTo(ByteBuffer.wrap(bytes.toByteArray()).getShort());
    }
  }
}
