package conclave.history.gen;

import conclave.history.model.LockCall;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Expire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockResult;
import conclave.history.model.LockResult.Granted;
import conclave.history.model.MapCall;
import conclave.history.model.MapCall.CompareAndSet;
import conclave.history.model.MapCall.Delete;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.history.model.MapResult.Changed;
import conclave.history.model.MapResult.Found;
import conclave.history.model.MapResult.Mismatch;
import conclave.history.model.MapResult.Missing;
import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterCall.Append;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterResult;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Value;
import java.util.List;
import java.util.Random;

/** Mixes of calls with few names, values and numbers, so that clients get in each other's way. */
public final class Workloads {

  /** Numbers in calls and answers that are made up; counters in short histories stay near them. */
  static final int MADE_UP = 6;

  private Workloads() {}

  /**
   * Map calls on some keys.
   *
   * @param deletes whether keys are deleted as well
   */
  public record OfMap(int keys, boolean deletes) implements Workload<MapCall, MapResult> {

    @Override
    public MapCall next(Random random, String client, MapResult seen) {
      Key key = new Key("m", "k" + random.nextInt(keys));
      int dice = random.nextInt(100);
      if (dice < 40) {
        return new Get(key);
      }
      if (dice < 65) {
        return new Put(key, value(random));
      }
      if (dice < 85 || !deletes) {
        return new CompareAndSet(key, known(random, seen), value(random));
      }
      long version = known(random, seen);
      return dice < 93 || version == 0 ? new Delete(key) : new Delete(key, version);
    }

    @Override
    public MapResult anyResult(Random random, MapCall call) {
      long number = 1 + random.nextInt(MADE_UP);
      if (call instanceof Get) {
        return random.nextInt(4) == 0 ? new Missing() : new Found(value(random), number);
      }
      return random.nextBoolean() ? new Changed(number) : new Mismatch(number - 1);
    }

    private static String value(Random random) {
      return "v" + random.nextInt(4);
    }

    private static long known(Random random, MapResult seen) {
      if (random.nextInt(4) > 0 && seen instanceof Changed changed) {
        return changed.version();
      }
      if (random.nextInt(4) > 0 && seen instanceof Found found) {
        return found.version();
      }
      return random.nextInt(MADE_UP);
    }
  }

  /** Lock calls; each client is an owner, and any client may see an expiry. */
  public record OfLock(int locks) implements Workload<LockCall, LockResult> {

    @Override
    public LockCall next(Random random, String client, LockResult seen) {
      String lock = "l" + random.nextInt(locks);
      int dice = random.nextInt(100);
      if (seen instanceof Granted granted && dice < 60) {
        return dice < 15
            ? new Renew(lock, client, granted.token())
            : new Release(lock, client, granted.token());
      }
      if (dice < 90) {
        return new Acquire(lock, client);
      }
      return new Expire(lock, "c" + random.nextInt(3), random.nextInt(MADE_UP));
    }

    @Override
    public LockResult anyResult(Random random, LockCall call) {
      if (call instanceof Acquire) {
        return random.nextInt(3) == 0
            ? new LockResult.Denied()
            : new Granted(1 + random.nextInt(MADE_UP));
      }
      return random.nextBoolean() ? new LockResult.Done() : new LockResult.NotHeld();
    }
  }

  /** Register calls with three values. */
  public record OfRegister(int keys) implements Workload<RegisterCall, RegisterResult> {

    private static final List<String> VALUES = List.of("a", "b", "c");

    @Override
    public RegisterCall next(Random random, String client, RegisterResult seen) {
      String key = "r" + random.nextInt(keys);
      return switch (random.nextInt(6)) {
        case 0, 1 -> new Write(key, value(random));
        case 2 -> new RegisterCall.CompareAndSet(key, value(random), value(random));
        case 3 -> new Append(key, value(random));
        default -> new Read(key);
      };
    }

    @Override
    public RegisterResult anyResult(Random random, RegisterCall call) {
      if (call instanceof Read) {
        return new Value(random.nextInt(4) == 0 ? null : value(random));
      }
      boolean set = call instanceof RegisterCall.CompareAndSet && random.nextBoolean();
      return set ? new RegisterResult.Mismatch() : new Done();
    }

    private static String value(Random random) {
      return VALUES.get(random.nextInt(VALUES.size()));
    }
  }
}
