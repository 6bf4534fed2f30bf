package conclave.machine;

import conclave.machine.freeze.FreezableMap;
import conclave.machine.freeze.Frozen;
import conclave.machine.freeze.FrozenMap;
import conclave.machine.keys.Digest;
import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.keys.KeyLimits;
import conclave.machine.keys.KeyReply;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The answers that are kept under idempotency keys. A machine beside the others of its group, so
 * that snapshots carry it and a command can make it forget; {@link Machines} asks it before it lets
 * a machine see a command that has a key.
 *
 * <p>Answers leave in the order in which they came, and only by {@link ForgetKeys}: a full table
 * refuses new keys.
 */
public final class KeyTable implements StateMachine {

  /** Under this name it stands on every log. */
  public static final String NAME = "keys";

  private static final int FORMAT = 1;
  private static final int MAX_REPLY_BYTES = Integer.MAX_VALUE - 64;

  /** An answer, its key, the entry that brought it about, and the request that it answers. */
  private record Kept(long index, Digest name, Digest fingerprint, byte[] reply) {
    long cost() {
      return (long) reply.length + KeyLimits.OVERHEAD_BYTES;
    }
  }

  private final KeyLimits limits;

  /** In the order of the log, by the index of their entries. */
  private final FreezableMap<Long, Kept> inOrder = FreezableMap.sorted();

  /** The same, only ever asked for one of them. */
  private final Map<Digest, Kept> byName = new HashMap<>();

  private long newest;
  private long bytes;

  /**
   * @param limits the same on every replica
   */
  KeyTable(KeyLimits limits) {
    this.limits = limits;
  }

  int count() {
    return byName.size();
  }

  long bytes() {
    return bytes;
  }

  /** Why the command must not be applied: a refusal or the kept answer; null if it must be. */
  Result answerWithoutApplying(IdempotencyKey key) {
    Kept kept = byName.get(key.name());
    if (kept != null) {
      return kept.fingerprint().equals(key.fingerprint())
          ? new Result.Ok(kept.reply())
          : Result.Refusal.KEY_USED;
    }
    boolean full =
        byName.size() == limits.maxKeys() || bytes + KeyLimits.OVERHEAD_BYTES > limits.maxBytes();
    return full ? Result.Refusal.KEYS_FULL : null;
  }

  /** Keeps the answer to a request whose key is new. */
  void keep(long index, IdempotencyKey key, byte[] reply) {
    add(new Kept(index, key.name(), key.fingerprint(), reply));
  }

  private void add(Kept kept) {
    inOrder.put(kept.index(), kept);
    byName.put(kept.name(), kept);
    newest = kept.index();
    bytes += kept.cost();
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    try {
      forget(ForgetKeys.decode(command).upTo());
      return view().encode();
    } catch (MalformedException e) {
      return new KeyReply.Malformed().encode();
    }
  }

  private void forget(long upTo) {
    while (!inOrder.isEmpty() && inOrder.first().getKey() <= upTo) {
      Kept oldest = inOrder.remove(inOrder.first().getKey());
      byName.remove(oldest.name());
      bytes -= oldest.cost();
    }
  }

  private KeyReply view() {
    long oldest = inOrder.isEmpty() ? 0 : inOrder.first().getKey();
    return new KeyReply.View(oldest, inOrder.isEmpty() ? 0 : newest, byName.size(), bytes);
  }

  @Override
  public byte[] query(byte[] query) {
    return (query.length == 0 ? view() : new KeyReply.Malformed()).encode();
  }

  @Override
  public int form() {
    return FORMAT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    new FrozenKeys(limits, inOrder.view()).writeRest(out);
  }

  @Override
  public Frozen freeze() {
    return new FrozenKeys(limits, inOrder.freeze());
  }

  private static final class FrozenKeys implements Frozen {
    private final KeyLimits limits;
    private final int count;
    private final Iterator<Map.Entry<Long, Kept>> left;
    private boolean begun;

    FrozenKeys(KeyLimits limits, FrozenMap<Long, Kept> keys) {
      this.limits = limits;
      this.count = keys.size();
      this.left = keys.iterator();
    }

    @Override
    public boolean write(DataOutput out, int bytes) throws IOException {
      if (!begun) {
        begun = true;
        out.writeShort(FORMAT);
        limits.save(out);
        out.writeInt(count);
      }
      for (long done = 0; done < bytes && left.hasNext(); ) {
        Kept kept = left.next().getValue();
        kept.name().write(out);
        kept.fingerprint().write(out);
        out.writeLong(kept.index());
        Blobs.write(out, kept.reply());
        done += kept.cost();
      }
      return left.hasNext();
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FORMAT) {
      throw new IOException("format " + format + " is unknown, this build reads " + FORMAT);
    }
    limits.requireSame(in);
    inOrder.clear();
    byName.clear();
    newest = 0;
    bytes = 0;
    int count = Blobs.readCount(in, limits.maxKeys());
    for (int i = 0; i < count; i++) {
      load(Digest.read(in), Digest.read(in), in);
    }
  }

  private void load(Digest name, Digest fingerprint, DataInput in) throws IOException {
    long index = in.readLong();
    if (index <= newest) {
      throw new IOException("an answer kept by entry " + index + " stands behind one of " + newest);
    }
    if (byName.containsKey(name)) {
      throw new IOException("two answers are kept under " + name);
    }
    add(new Kept(index, name, fingerprint, Blobs.read(in, MAX_REPLY_BYTES)));
  }
}
