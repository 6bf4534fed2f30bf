package conclave.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.machine.Command;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.machine.SessionLimits;
import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapLimits;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** After a recovery by force nothing is counted that lost members may have counted (law L10). */
class RaiseTest {
  private static final long BY = Command.Raise.OF_A_RECOVERY.by();

  private Machines machines = machines();
  private int sequence;

  private static Machines machines() {
    return new Machines(
        SessionLimits.STANDARD,
        Map.of(
            LockTable.NAME,
            new LockTable(LockLimits.STANDARD),
            MapTable.NAME,
            new MapTable(MapLimits.STANDARD)));
  }

  private Result append(Command command) {
    return machines.apply(
        new Entry(
            new EntryId(1, machines.lastApplied() + 1), Entry.Kind.COMMAND, command.encode()));
  }

  private byte[] execute(long session, String machine, byte[] payload) {
    sequence++;
    Result result = append(new Command.Execute(session, sequence, sequence, machine, payload));
    return ((Result.Ok) result).reply();
  }

  private long open(long nonce) {
    return ((Result.SessionOpened) append(new Command.OpenSession(nonce))).session();
  }

  private long version(long session, String key) throws MalformedException {
    MapCommand put = new MapCommand.Put("m", key, new byte[1], Condition.ANY);
    return ((MapReply.Written) MapReply.decode(execute(session, MapTable.NAME, put.encode())))
        .version();
  }

  private LockReply.Granted lock(long session, String name) throws MalformedException {
    LockCommand acquire = new LockCommand.Acquire(LockName.of(name), "me", 1_000, 0);
    return (LockReply.Granted) LockReply.decode(execute(session, LockTable.NAME, acquire.encode()));
  }

  @Test
  void tokensVersionsAndSessionsPassOverWhatMayHaveBeenGiven() throws MalformedException {
    long before = open(1);
    long version = version(before, "a");
    LockReply.Granted grant = lock(before, "l");
    assertThat(append(Command.Raise.OF_A_RECOVERY)).isEqualTo(new Result.Ok(new byte[0]));
    assertThat(version(before, "a")).as("an old session goes on").isEqualTo(version + BY + 1);
    assertThat(lock(before, "other").token()).isEqualTo(grant.token() + BY + 1);
    assertThat(open(2)).isGreaterThan(BY);
    assertThat(lock(before, "l").renewal()).as("an index as a machine sees it").isGreaterThan(BY);
    assertThat(lock(before, "l").token()).as("still held").isEqualTo(grant.token());
  }

  @Test
  void aSnapshotCarriesWhatWasRaisedAndReplicasAgree() throws IOException, MalformedException {
    long session = open(1);
    append(Command.Raise.OF_A_RECOVERY);
    append(new Command.Raise(7));
    lock(session, "l");
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    machines.save(saved);
    Machines other = machines();
    other.load(new ByteArrayInputStream(saved.toByteArray()));
    assertThat(other.stateHash()).isEqualTo(machines.stateHash());
    long here = open(2);
    machines = other;
    assertThat(open(2)).isEqualTo(here).isEqualTo(BY + 7 + 5);
  }

  /** Without logs on disk, a cluster that is made of a lost one has nothing else of it. */
  @Test
  void machinesBeginAfterSoManyClustersBefore() throws MalformedException {
    long lastToken = lock(open(1), "l").token();
    machines = machines();
    machines.beginAfter(2);
    long session = open(1);
    assertThat(session).isGreaterThan(2 * BY);
    assertThat(lock(session, "l").token()).isGreaterThan(2 * BY).isGreaterThan(lastToken + BY);
    assertThat(version(session, "a")).isGreaterThan(2 * BY);
    Machines late = machines;
    assertThatThrownBy(() -> late.beginAfter(3)).hasMessageContaining("stand at");
    Machines first = machines();
    first.beginAfter(0);
    assertThat(first.stateHash()).isEqualTo(machines().stateHash());
  }

  @Test
  void whoWasNeverRecoveredSavesTheFormatOfBefore() throws IOException {
    open(1);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    machines.save(saved);
    assertThat(saved.toByteArray()[5]).isEqualTo((byte) 1);
    append(Command.Raise.OF_A_RECOVERY);
    saved.reset();
    machines.save(saved);
    assertThat(saved.toByteArray()[5]).isEqualTo((byte) 2);
  }

  @Test
  void thousandsOfRecoveriesEndAtTheGreatestAndNothingIsGivenTwice() throws MalformedException {
    long session = open(1);
    for (int i = 0; i < 9_000; i++) {
      append(Command.Raise.OF_A_RECOVERY);
    }
    MapCommand put = new MapCommand.Put("m", "a", new byte[1], Condition.ANY);
    assertThat(MapReply.decode(execute(session, MapTable.NAME, put.encode())))
        .isEqualTo(new MapReply.Full());
    assertThatThrownBy(() -> new Command.Raise(0)).hasMessageContaining("by must be positive");
  }
}
