package conclave.lock.table;

import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Tables that are wrong in one way each; the comparison with the naive one must find them. */
enum Mutants {
  /** Goes on from the greatest token that is still held. */
  GUESSES_THE_TOKEN {
    @Override
    StateMachine table(LockLimits limits) {
      return new Mutant(limits) {
        @Override
        public void save(DataOutput out) throws IOException {
          byte[] snapshot = Tables.save(table);
          long greatest =
              Tables.view(table).stream()
                  .filter(LockEvent.Granted.class::isInstance)
                  .mapToLong(event -> ((LockEvent.Granted) event).token())
                  .max()
                  .orElse(0);
          ByteBuffer.wrap(snapshot).putLong(Tables.TOKEN_AT, greatest);
          out.write(snapshot);
        }
      };
    }
  },

  /** An expiry is good for every renewal of its token. */
  IGNORES_THE_RENEWAL {
    @Override
    StateMachine table(LockLimits limits) {
      return new Mutant(limits) {
        @Override
        LockCommand change(LockCommand command) {
          if (!(command instanceof LockCommand.Expire expire)) {
            return command;
          }
          return Tables.view(table).stream()
              .filter(LockEvent.Granted.class::isInstance)
              .map(LockEvent.Granted.class::cast)
              .filter(grant -> grant.token() == expire.token())
              .map(g -> (LockCommand) new LockCommand.Expire(g.lock(), g.token(), g.renewal()))
              .findFirst()
              .orElse(command);
        }
      };
    }
  },

  /** Who waits and asks again goes to the end. */
  LOSES_ITS_PLACE {
    @Override
    StateMachine table(LockLimits limits) {
      return new Mutant(limits) {
        @Override
        public byte[] apply(long index, byte[] command) {
          if (decode(command) instanceof LockCommand.Acquire again) {
            Tables.view(table).stream()
                .filter(LockEvent.Waits.class::isInstance)
                .map(LockEvent.Waits.class::cast)
                .filter(w -> w.lock().equals(again.lock()) && w.owner().equals(again.owner()))
                .map(w -> new LockCommand.Withdraw(w.lock(), w.owner(), w.waiter()))
                .forEach(withdraw -> table.apply(index, withdraw.encode()));
          }
          return super.apply(index, command);
        }
      };
    }
  },

  /** Followers do not hear that somebody waits no more. */
  SAYS_NOT_WHO_LEFT {
    @Override
    StateMachine table(LockLimits limits) {
      return new Mutant(limits) {
        @Override
        public void announceTo(Consumer<byte[]> listener) {
          table.announceTo(
              event -> {
                if (!(Tables.event(event) instanceof LockEvent.Left)) {
                  listener.accept(event);
                }
              });
        }
      };
    }
  },

  /** Counts wrong by so little that it shows only at the bound. */
  COUNTS_NOT_EXACTLY {
    @Override
    StateMachine table(LockLimits limits) {
      LockLimits more =
          new LockLimits(
              limits.maxLocks(),
              limits.maxWaiters(),
              limits.maxWaitersOfOne(),
              limits.maxBytes() + 20);
      return new Mutant(more);
    }
  },

  /** A renewal is one for whatever time it names, and not for that of the grant. */
  RENEWS_FOR_THE_SHORTEST_TIME {
    @Override
    StateMachine table(LockLimits limits) {
      return new Mutant(limits) {
        @Override
        LockCommand change(LockCommand command) {
          boolean holds =
              command instanceof LockCommand.Renew renew
                  && Tables.view(table).stream()
                      .filter(LockEvent.Granted.class::isInstance)
                      .map(LockEvent.Granted.class::cast)
                      .anyMatch(g -> g.token() == renew.token() && g.owner().equals(renew.owner()));
          return holds
              ? new LockCommand.Acquire(
                  command.lock(), ((LockCommand.Renew) command).owner(), 10, 0)
              : command;
        }
      };
    }
  };

  abstract StateMachine table(LockLimits limits);

  private static class Mutant implements StateMachine {
    final LockTable table;

    Mutant(LockLimits limits) {
      table = new LockTable(limits);
    }

    static LockCommand decode(byte[] command) {
      try {
        return LockCommand.decode(command);
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }

    LockCommand change(LockCommand command) {
      return command;
    }

    @Override
    public void announceTo(Consumer<byte[]> listener) {
      table.announceTo(listener);
    }

    @Override
    public byte[] apply(long index, byte[] command) {
      return table.apply(index, change(decode(command)).encode());
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
  }
}
