package conclave.cluster.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Runs that were taken off the roll because they did not answer, so that no late word of theirs
 * brings one back. A word is late by no more than its proposer waits for it, some seconds, so the
 * latest {@value #MOST} are enough; older ones are forgotten.
 *
 * @param runs the oldest first
 */
record Ended(List<Run> runs) {
  static final int MOST = 1_024;

  /** In bytes, fewer than this. */
  static final int MAX_BYTES = 300_000;

  static final Ended NONE = new Ended(List.of());

  Ended {
    runs = List.copyOf(runs);
    if (runs.size() > MOST) {
      throw new IllegalArgumentException(runs.size() + " runs are more than " + MOST);
    }
  }

  boolean has(Run run) {
    return runs.contains(run);
  }

  /** With these as well, of all of them the latest so many. */
  Ended with(Collection<Seat> given, int most) {
    List<Run> all = new ArrayList<>(runs);
    given.forEach(seat -> all.add(seat.run()));
    return new Ended(all.subList(Math.max(0, all.size() - most), all.size()));
  }

  byte[] encode() {
    Encoder out = new Encoder(16 + 32 * runs.size()).varint(runs.size());
    runs.forEach(run -> RollCodec.encode(run, out));
    return out.toBytes();
  }

  /** Reads exactly what {@link #encode} writes. */
  static Ended decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("runs that were given up", bytes);
    int count = RollCodec.count(in, 0);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(RollCodec.run(in));
    }
    in.end();
    return new Ended(runs);
  }
}
