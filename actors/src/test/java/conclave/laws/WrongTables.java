package conclave.laws;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import conclave.sim.Simulation;
import conclave.sim.pure.SimNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tables of locks that are wrong in one way each. */
final class WrongTables {

  private WrongTables() {}

  /** A right table; what is wrong overrides. */
  private abstract static class Wrong implements StateMachine {
    final LockTable table = new LockTable(LockLimits.STANDARD);

    @Override
    public void announceTo(Consumer<byte[]> listener) {
      table.announceTo(listener);
    }

    @Override
    public byte[] apply(long index, byte[] command) {
      return table.apply(index, command);
    }

    @Override
    public byte[] query(byte[] query) {
      return table.query(query);
    }

    @Override
    public void save(DataOutput out) throws IOException {
      table.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
      table.load(in);
    }

    /** Grants and waits as they stand. */
    final List<LockEvent> view() {
      try {
        LockReply view = LockReply.decode(table.query(new LockQuery.All().encode()));
        return ((LockReply.View) view).events();
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }

    final List<LockEvent.Granted> grants() {
      return view().stream()
          .filter(LockEvent.Granted.class::isInstance)
          .map(LockEvent.Granted.class::cast)
          .toList();
    }

    static LockCommand decode(byte[] command) {
      try {
        return LockCommand.decode(command);
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Looks at the clock of its node when somebody else wants the lock. */
  static final class OwnClock extends Wrong {
    private record Seen(long renewal, long at) {}

    private final SimNode node;
    private final Map<LockName, Seen> seen = new HashMap<>();

    OwnClock(SimNode node) {
      this.node = node;
    }

    @Override
    public byte[] apply(long index, byte[] command) {
      if (decode(command) instanceof LockCommand.Acquire acquire) {
        grants().stream()
            .filter(grant -> grant.lock().equals(acquire.lock()))
            .filter(this::isOver)
            .map(over -> new LockCommand.Expire(over.lock(), over.token(), over.renewal()))
            .forEach(expire -> table.apply(index, expire.encode()));
      }
      return super.apply(index, command);
    }

    private boolean isOver(LockEvent.Granted grant) {
      Seen first = seen.get(grant.lock());
      if (first == null || first.renewal() != grant.renewal()) {
        seen.put(grant.lock(), new Seen(grant.renewal(), node.clock()));
        return false;
      }
      return node.clock() - first.at() > grant.ttlMs() * Simulation.MILLI;
    }
  }

  /** Takes an expiry for one of the present renewal, so long as the token is the same. */
  static final class IgnoresRenewal extends Wrong {
    @Override
    public byte[] apply(long index, byte[] command) {
      if (!(decode(command) instanceof LockCommand.Expire expire)) {
        return super.apply(index, command);
      }
      LockCommand meant =
          grants().stream()
              .filter(grant -> grant.token() == expire.token())
              .map(grant -> new LockCommand.Expire(grant.lock(), grant.token(), grant.renewal()))
              .findFirst()
              .orElse(expire);
      return super.apply(index, meant.encode());
    }
  }

  /** Before a release, sends whoever is next to the end. */
  static final class LastComesFirst extends Wrong {
    @Override
    public byte[] apply(long index, byte[] command) {
      if (decode(command) instanceof LockCommand.Release release) {
        view().stream()
            .filter(LockEvent.Waits.class::isInstance)
            .map(LockEvent.Waits.class::cast)
            .filter(wait -> wait.lock().equals(release.lock()))
            .limit(1)
            .forEach(first -> toTheEnd(index, first));
      }
      return super.apply(index, command);
    }

    private void toTheEnd(long index, LockEvent.Waits first) {
      LockName lock = first.lock();
      String owner = first.owner();
      table.apply(index, new LockCommand.Withdraw(lock, owner, first.waiter()).encode());
      table.apply(
          index, new LockCommand.Acquire(lock, owner, first.ttlMs(), first.waitMs()).encode());
    }
  }

  /** Goes on from the greatest token that is still held. */
  static final class GuessesToken extends Wrong {
    /** Where the last token stands in a snapshot: after the format and the limits. */
    private static final int TOKEN_AT = 2 + 3 * 4 + 8;

    @Override
    public void save(DataOutput out) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      table.save(new DataOutputStream(bytes));
      byte[] snapshot = bytes.toByteArray();
      long greatest = grants().stream().mapToLong(LockEvent.Granted::token).max().orElse(0);
      ByteBuffer.wrap(snapshot).putLong(TOKEN_AT, greatest);
      out.write(snapshot);
    }
  }
}
