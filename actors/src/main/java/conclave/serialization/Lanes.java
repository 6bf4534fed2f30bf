package conclave.serialization;

import conclave.raft.Message;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import java.util.List;
import java.util.Optional;

/**
 * Which of a peer's two connections a message takes. Large data has its own, so that a heartbeat
 * never waits behind a snapshot: to {@link PeerAddress#bulk} with what {@link #isBulk} says, to the
 * actor itself with the rest. Between the lanes there is no order, and Raft needs none.
 *
 * <p>Sizes are in bytes. {@code conclave-akka.conf} sets frames to match: 256 KiB and 2 MiB.
 */
public final class Lanes {

  /** A payload (command, result, entry) larger than this makes its message bulk. */
  public static final int ORDINARY_PAYLOAD_BYTES = 64 * 1024;

  /** A message larger than this is bulk whatever it is made of. */
  public static final int ORDINARY_MESSAGE_BYTES = 192 * 1024;

  /** The largest payload that any message may carry: a value of 1 MiB and what names it. */
  public static final int MAX_PAYLOAD_BYTES = 1024 * 1024 + 64 * 1024;

  /** The largest message: a full payload, or a batch of smaller ones, and what surrounds it. */
  public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024 - 64 * 1024;

  private static final int PER_PAYLOAD_BYTES = 16;
  private static final int PER_MESSAGE_BYTES = 1024;
  private static final int MAX_BYTES_OF_A_CHAR = 3;

  private Lanes() {}

  /** Whether {@code wire} goes to the bulk actor: snapshots, and what is large. */
  public static boolean isBulk(Wire wire) {
    Weight weight = Weight.of(wire);
    return weight.snapshot
        || weight.largestPayload > ORDINARY_PAYLOAD_BYTES
        || weight.bytes > ORDINARY_MESSAGE_BYTES;
  }

  /** At least as many bytes as {@code wire} takes when encoded, and not many more. */
  static long sizeBound(Wire wire) {
    return Weight.of(wire).bytes;
  }

  /** Adds up one message. */
  private static final class Weight implements Wire.Receiver {
    private long bytes = PER_MESSAGE_BYTES;
    private int largestPayload;
    private boolean snapshot;

    static Weight of(Wire wire) {
      Weight weight = new Weight();
      wire.accept(weight);
      return weight;
    }

    @Override
    public void on(Wire.ToReplica wire) {
      if (wire.message() instanceof Message.Append append) {
        for (Entry entry : append.entries()) {
          add(entry.payload());
        }
      } else if (wire.message() instanceof Message.SnapshotChunk chunk) {
        snapshot = true;
        add(chunk.bytes());
        add(ConfigurationCodec.encode(chunk.snapshot().configuration()));
      }
    }

    @Override
    public void on(Wire.Submit wire) {
      addAll(wire.commands());
    }

    @Override
    public void on(Wire.Results wire) {
      addAll(wire.results());
    }

    @Override
    public void on(Wire.Refused wire) {}

    @Override
    public void on(Wire.Ask wire) {
      for (Wire.Question question : wire.questions()) {
        bytes += MAX_BYTES_OF_A_CHAR * question.machine().length();
        add(question.query());
      }
    }

    @Override
    public void on(Wire.Answers wire) {
      for (Optional<byte[]> answer : wire.answers()) {
        bytes += 1;
        answer.ifPresent(this::add);
      }
    }

    @Override
    public void on(Wire.AskFailed wire) {}

    private void addAll(List<byte[]> payloads) {
      for (byte[] payload : payloads) {
        add(payload);
      }
    }

    private void add(byte[] payload) {
      bytes += PER_PAYLOAD_BYTES + payload.length;
      largestPayload = Math.max(largestPayload, payload.length);
    }
  }
}
