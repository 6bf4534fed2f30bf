package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The law of snapshots: a replica that was saved and loaded at any point goes on exactly like one
 * that was not; the same results, the same hashes. And what is frozen is the state of that point,
 * byte for byte, whatever is applied while it is written.
 */
public final class RestartCheck {
  private RestartCheck() {}

  /** Fails unless the law holds for that log, cut after {@code cut} entries. */
  public static void run(Supplier<Machines> fresh, List<Entry> log, int cut) throws IOException {
    run(fresh, log, cut, UnaryOperator.identity());
  }

  static void run(
      Supplier<Machines> fresh, List<Entry> log, int cut, UnaryOperator<byte[]> onTheWay)
      throws IOException {
    Machines unbroken = fresh.get();
    log.subList(0, cut).forEach(unbroken::apply);
    assertThat(writtenWhileApplying(fresh.get(), log, cut)).isEqualTo(save(unbroken));
    Machines restarted = load(fresh.get(), onTheWay.apply(save(unbroken)));
    assertThat(restarted.lastAppliedId()).isEqualTo(unbroken.lastAppliedId());
    assertThat(restarted.stateHash())
        .as("hash after %d entries", cut)
        .isEqualTo(unbroken.stateHash());
    for (Entry entry : log.subList(cut, log.size())) {
      assertThat(restarted.apply(entry))
          .as("result at %s", entry.id())
          .isEqualTo(unbroken.apply(entry));
    }
    assertThat(restarted.historyHash()).isEqualTo(unbroken.historyHash());
    assertThat(restarted.stateHash()).isEqualTo(unbroken.stateHash());
    assertThat(restarted.sessionBytes()).isEqualTo(unbroken.sessionBytes());
    assertThat(restarted.keyCount()).isEqualTo(unbroken.keyCount());
    assertThat(restarted.keyBytes()).isEqualTo(unbroken.keyBytes());
  }

  /** Frozen after {@code cut} entries, and written in the smallest parts while the rest comes. */
  private static byte[] writtenWhileApplying(Machines machines, List<Entry> log, int cut)
      throws IOException {
    log.subList(0, cut).forEach(machines::apply);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrozenMachines.Writing writing = machines.freeze().writeTo(out);
    List<Entry> later = log.subList(cut, log.size());
    int perPart = Math.max(1, later.size() / 12);
    int at = 0;
    do {
      int to = Math.min(later.size(), at + perPart);
      later.subList(at, to).forEach(machines::apply);
      at = to;
    } while (writing.next(1));
    return out.toByteArray();
  }

  public static byte[] save(Machines machines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    machines.save(out);
    return out.toByteArray();
  }

  public static Machines load(Machines fresh, byte[] snapshot) throws IOException {
    fresh.load(new ByteArrayInputStream(snapshot));
    return fresh;
  }
}
