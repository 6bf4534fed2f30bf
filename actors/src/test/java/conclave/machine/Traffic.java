package conclave.machine;

import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.keys.KeyLimits;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Random logs: few clients, so that they collide; duplicates, reordering, stragglers, sessions that
 * are closed, evicted or were never there, keys that are used again, rightly or for another
 * request, and forgotten, other kinds of entries, and garbage.
 */
public final class Traffic {
  /** So small that all of them are reached. */
  public static final SessionLimits LIMITS = new SessionLimits(4, 6, 400, 900);

  /** The same for keys. */
  public static final KeyLimits KEYS = new KeyLimits(4, 4 * KeyLimits.OVERHEAD_BYTES + 100);

  private static final int CLIENTS = 5;
  private static final int NAMES = 10;

  private final Random random;
  private final String machine;
  private final Function<Random, byte[]> payloads;
  private final List<Long> sessions = new ArrayList<>();
  private final long[] acked = new long[CLIENTS];

  public Traffic(long seed, String machine, Function<Random, byte[]> payloads) {
    this.random = new Random(seed);
    this.machine = machine;
    this.payloads = payloads;
  }

  /** A log of {@code length} entries from index 1 on, in terms that grow now and then. */
  public List<Entry> log(int length) {
    List<Entry> log = new ArrayList<>();
    long term = 1;
    for (int index = 1; index <= length; index++) {
      term += random.nextInt(10) == 0 ? 1 : 0;
      EntryId id = new EntryId(term, index);
      switch (random.nextInt(40)) {
        case 0 -> log.add(new Entry(id, Entry.Kind.NOOP, new byte[0]));
        case 1 -> log.add(new Entry(id, Entry.Kind.CONFIGURATION, new byte[] {1}));
        case 2 -> log.add(new Entry(id, Entry.Kind.COMMAND, garbage()));
        default -> log.add(new Entry(id, Entry.Kind.COMMAND, command(index).encode()));
      }
    }
    return log;
  }

  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Command command(int index) {
    int choice = random.nextInt(30);
    if (choice < 2 || sessions.isEmpty()) {
      sessions.add((long) index);
      return new Command.OpenSession(sessions.size());
    }
    if (choice == 2) {
      return new Command.OpenSession(1 + random.nextInt(sessions.size())); // a retry
    }
    int recent = Math.max(0, sessions.size() - CLIENTS);
    int client = random.nextInt(Math.min(CLIENTS, sessions.size()));
    long session = sessions.get(recent + client);
    if (choice == 3) {
      return new Command.CloseSession(session);
    }
    acked[client] += random.nextInt(3) / 2;
    long ackedBelow = 1 + Math.max(0, acked[client] - random.nextInt(3));
    long sequence = ackedBelow + random.nextInt(LIMITS.window() + 2);
    if (choice == 5) {
      byte[] forget = new ForgetKeys(Math.max(1, index - 20)).encode();
      return new Command.Execute(session, sequence, ackedBelow, KeyTable.NAME, forget);
    }
    String name = choice == 4 ? "nobody" : machine;
    Command.Execute execute =
        new Command.Execute(session, sequence, ackedBelow, name, payloads.apply(random));
    return choice < 14 ? new Command.ExecuteOnce(key(), execute) : execute;
  }

  private IdempotencyKey key() {
    byte[] name = {(byte) random.nextInt(NAMES)};
    byte[] request = {(byte) (random.nextInt(8) / 7)};
    return IdempotencyKey.of(List.of(name), List.of(request));
  }
}
