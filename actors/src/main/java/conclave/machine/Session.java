package conclave.machine;

import conclave.machine.freeze.FreezableMap;
import conclave.machine.freeze.FrozenMap;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** The results that one client may still ask for again. */
final class Session {
  /** What a remembered result costs beyond its bytes; part of the format, since it decides. */
  static final int RESULT_OVERHEAD_BYTES = 64;

  private static final int MAX_RESULT_BYTES = Integer.MAX_VALUE - 64;

  private final long id;
  private final long nonce;
  private final FreezableMap<Long, Result> results = FreezableMap.sorted();
  private long ackedBelow = 1;
  private long bytes;

  Session(long id, long nonce) {
    this.id = id;
    this.nonce = nonce;
  }

  long id() {
    return id;
  }

  long nonce() {
    return nonce;
  }

  long bytes() {
    return bytes;
  }

  /** Forgets the results below, and remembers that whoever comes below comes too late. */
  void acknowledge(long below) {
    ackedBelow = Math.max(ackedBelow, below);
    while (!results.isEmpty() && results.first().getKey() < ackedBelow) {
      bytes -= cost(results.remove(results.first().getKey()));
    }
  }

  /** Why the command must not be applied: a refusal or its first result; null if it must be. */
  Result answerWithoutApplying(long sequence, SessionLimits limits) {
    if (sequence < ackedBelow) {
      return Result.Refusal.FORGOTTEN;
    }
    Result first = results.get(sequence);
    if (first != null) {
      return first;
    }
    boolean full = sequence - ackedBelow >= limits.window() || bytes >= limits.maxSessionBytes();
    return full ? Result.Refusal.WINDOW_FULL : null;
  }

  void remember(long sequence, Result result) {
    results.put(sequence, result);
    bytes += cost(result);
  }

  private static long cost(Result result) {
    int reply = result instanceof Result.Ok ok ? ok.reply().length : 0;
    return reply + RESULT_OVERHEAD_BYTES;
  }

  /**
   * A session as it was.
   *
   * @param bytes what its results count
   */
  record Frozen(long id, long nonce, long ackedBelow, FrozenMap<Long, Result> results, long bytes) {

    void save(DataOutput out) throws IOException {
      out.writeLong(id);
      out.writeLong(nonce);
      out.writeLong(ackedBelow);
      out.writeInt(results.size());
      for (Map.Entry<Long, Result> entry : results) {
        out.writeLong(entry.getKey());
        Blobs.write(out, entry.getValue().encode());
      }
    }
  }

  Frozen freeze() {
    return new Frozen(id, nonce, ackedBelow, results.freeze(), bytes);
  }

  static Session load(DataInput in, SessionLimits limits) throws IOException {
    Session session = new Session(in.readLong(), in.readLong());
    session.ackedBelow = in.readLong();
    int count = Blobs.readCount(in, limits.window());
    for (int i = 0; i < count; i++) {
      long sequence = in.readLong();
      try {
        session.remember(sequence, Result.decode(Blobs.read(in, MAX_RESULT_BYTES)));
      } catch (MalformedException e) {
        throw new IOException("session " + session.id + ": " + e.getMessage(), e);
      }
    }
    return session;
  }
}
