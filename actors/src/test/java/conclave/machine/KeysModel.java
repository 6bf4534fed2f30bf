package conclave.machine;

import conclave.machine.Result.Refusal;
import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.keys.KeyLimits;
import conclave.machine.keys.KeyReply;
import conclave.machine.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The rules of keys, said again with a list that is searched each time. */
final class KeysModel {
  private record Kept(long index, IdempotencyKey key, byte[] reply) {}

  private final KeyLimits limits;
  private final List<Kept> kept = new ArrayList<>();
  int answeredAgain;
  int forgotten;
  int unsettled;

  KeysModel(KeyLimits limits) {
    this.limits = limits;
  }

  long bytes() {
    return kept.stream().mapToLong(k -> k.reply().length + KeyLimits.OVERHEAD_BYTES).sum();
  }

  int count() {
    return kept.size();
  }

  Result once(long index, Command.ExecuteOnce once, Supplier<Result> effect) {
    for (Kept known : kept) {
      if (known.key().equals(once.key())) {
        answeredAgain++;
        return new Result.Ok(known.reply());
      }
      if (known.key().name().equals(once.key().name())) {
        return Refusal.KEY_USED;
      }
    }
    if (kept.size() >= limits.maxKeys() || bytes() + KeyLimits.OVERHEAD_BYTES > limits.maxBytes()) {
      return Refusal.KEYS_FULL;
    }
    Result result = effect.get();
    if (result instanceof Result.Ok ok) {
      boolean settled = !new String(once.execute().payload()).startsWith("later");
      unsettled += settled ? 0 : 1;
      if (settled) {
        kept.add(new Kept(index, once.key(), ok.reply()));
      }
    }
    return result;
  }

  byte[] apply(byte[] command) {
    try {
      long upTo = ForgetKeys.decode(command).upTo();
      int before = kept.size();
      kept.removeIf(known -> known.index() <= upTo);
      forgotten += before - kept.size();
    } catch (MalformedException e) {
      return new KeyReply.Malformed().encode();
    }
    long oldest = kept.stream().mapToLong(Kept::index).min().orElse(0);
    long newest = kept.stream().mapToLong(Kept::index).max().orElse(0);
    return new KeyReply.View(oldest, newest, kept.size(), bytes()).encode();
  }
}
