package conclave.cluster.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the log says of the Akka cluster; see the package.
 *
 * <pre>
 *   [format 1][kind 1] run, after(8), address     START    run = name, incarnation(8), uid(8)
 *   [format 1][kind 2] generation, run            JOIN
 *   [format 1][kind 3] generation, n, run x n     DOUBT
 *   [format 1][kind 4] base, run, n,
 *                      (run, doubt) x n           CLAIM
 *   [format 1][kind 5] generation, run, n,
 *                      (run, doubt) x n           GIVE UP
 * </pre>
 */
public sealed interface RollCommand {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static RollCommand decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("command for the Akka cluster", bytes).format(FORMAT);
    int kind = in.u8();
    RollCommand command =
        switch (kind) {
          case Start.KIND -> Start.decode(in);
          case Join.KIND -> new Join(in.varint(1), RollCodec.run(in));
          case Doubt.KIND -> Doubt.decode(in);
          case Claim.KIND -> Claim.decode(in);
          case GiveUp.KIND -> GiveUp.decode(in);
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return command;
  }

  private static Encoder header(int kind) {
    return new Encoder(64).u8(FORMAT).u8(kind);
  }

  /**
   * The node has another ActorSystem: its former one is over.
   *
   * @param after the uid of the run that it knows to be over, its node's newest; 0 for none. A late
   *     word of a run that is over itself is refused by that
   * @param address {@code host:port}, 1 to {@value Seat#MAX_ADDRESS_BYTES} bytes
   */
  record Start(Run run, long after, String address) implements RollCommand {
    static final int KIND = 1;

    private static Start decode(Decoder in) throws MalformedException {
      return new Start(RollCodec.run(in), in.i64(), in.text(1, Seat.MAX_ADDRESS_BYTES));
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND);
      RollCodec.encode(run, out);
      return out.i64(after).text(address).toBytes();
    }
  }

  /**
   * The run is about to join the Akka cluster of that generation, or has; and it lives: a doubt of
   * it is over.
   *
   * @param generation the present one, at least 1
   */
  record Join(long generation, Run run) implements RollCommand {
    static final int KIND = 2;

    @Override
    public byte[] encode() {
      Encoder out = header(KIND).varint(generation);
      RollCodec.encode(run, out);
      return out.toBytes();
    }
  }

  /**
   * Nobody of that generation is heard: whoever of these lives is to say so.
   *
   * @param runs 1 to {@value Roll#MOST_NODES}; those that do not stand, or are doubted already, are
   *     passed over
   */
  record Doubt(long generation, List<Run> runs) implements RollCommand {
    static final int KIND = 3;

    public Doubt {
      runs = List.copyOf(runs);
    }

    private static Doubt decode(Decoder in) throws MalformedException {
      long generation = in.varint(1);
      int count = RollCodec.count(in, 1);
      List<Run> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        runs.add(RollCodec.run(in));
      }
      return new Doubt(generation, runs);
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND).varint(generation).varint(runs.size());
      runs.forEach(run -> RollCodec.encode(run, out));
      return out.toBytes();
    }
  }

  /**
   * A run that is given up.
   *
   * @param doubt the index of the entry that doubted it, at least 1
   */
  record Doubted(Run run, long doubt) {

    private static List<Doubted> decode(Decoder in, int min) throws MalformedException {
      int count = RollCodec.count(in, min);
      List<Doubted> doubted = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        doubted.add(new Doubted(RollCodec.run(in), in.varint(1)));
      }
      return doubted;
    }

    private static void encode(List<Doubted> doubted, Encoder out) {
      out.varint(doubted.size());
      for (Doubted one : doubted) {
        RollCodec.encode(one.run(), out);
        out.varint(one.doubt());
      }
    }
  }

  /**
   * The run founds the next generation.
   *
   * @param base the present generation
   * @param doubted every run that stands in it, each with the doubt that it did not answer
   */
  record Claim(long base, Run run, List<Doubted> doubted) implements RollCommand {
    static final int KIND = 4;

    public Claim {
      doubted = List.copyOf(doubted);
    }

    private static Claim decode(Decoder in) throws MalformedException {
      return new Claim(in.varint(0), RollCodec.run(in), Doubted.decode(in, 0));
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND).varint(base);
      RollCodec.encode(run, out);
      Doubted.encode(doubted, out);
      return out.toBytes();
    }
  }

  /**
   * The Akka cluster of that generation goes on without these: they are downed, and one that lives
   * ends when it reads this.
   *
   * @param by who stands in that generation itself; never one of the others
   * @param doubted 1 to {@value Roll#MOST_NODES}, each with the doubt that it did not answer; those
   *     that spoke up since, or stand no more, are passed over
   */
  record GiveUp(long generation, Run by, List<Doubted> doubted) implements RollCommand {
    static final int KIND = 5;

    public GiveUp {
      doubted = List.copyOf(doubted);
    }

    private static GiveUp decode(Decoder in) throws MalformedException {
      return new GiveUp(in.varint(1), RollCodec.run(in), Doubted.decode(in, 1));
    }

    @Override
    public byte[] encode() {
      Encoder out = header(KIND).varint(generation);
      RollCodec.encode(by, out);
      Doubted.encode(doubted, out);
      return out.toBytes();
    }
  }
}
