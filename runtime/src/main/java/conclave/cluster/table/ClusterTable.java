package conclave.cluster.table;

import conclave.cluster.table.RollReply.Fault;
import conclave.machine.StateMachine;
import conclave.machine.freeze.Frozen;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The roll as a machine. A generation has one founder, for ever; the next one comes only when each
 * run that stands in this one is named as doubted and has not spoken up since; nobody who stands is
 * taken off it otherwise, but by another run of its node; and whoever was given up never comes
 * back.
 *
 * <p>A run that stands in no generation has a seat for as long as nobody else needs it: a full roll
 * gives one of those away, since without a seat a run is only to begin anew.
 *
 * <p>Announces the whole {@link Roll} after each change: there are few, and they are small.
 */
public final class ClusterTable implements StateMachine {

  /** Under this name the machine stands on the log of group {@code control}. */
  public static final String NAME = "akka-cluster";

  /** Of questions; and of a snapshot while nobody was given up, which older builds read. */
  private static final int FORMAT = 1;

  /** Of a snapshot with runs that were given up. */
  private static final int WITH_ENDED = 2;

  private static final byte[] WHOLE = {FORMAT, 1};

  private final int remembered;
  private Roll roll = Roll.NONE;
  private Ended ended = Ended.NONE;
  private Consumer<byte[]> listener = event -> {};

  /** With an empty roll. */
  public ClusterTable() {
    this(Ended.MOST);
  }

  /**
   * @param remembered of so many runs that were given up is it known that they were
   */
  ClusterTable(int remembered) {
    this.remembered = remembered;
  }

  /** The question for the whole roll, answered by {@link RollReply.Whole}. */
  public static byte[] whole() {
    return WHOLE.clone();
  }

  /** Reads what the machine announces. */
  public static Roll announced(byte[] event) throws MalformedException {
    return RollCodec.decode(event);
  }

  /** The roll of now. */
  public Roll roll() {
    return roll;
  }

  @Override
  public void announceTo(Consumer<byte[]> listener) {
    this.listener = listener;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    RollCommand decoded;
    try {
      decoded = RollCommand.decode(command);
    } catch (MalformedException e) {
      return new RollReply.Malformed().encode();
    }
    Optional<Fault> fault = fault(decoded);
    if (fault.isPresent()) {
      return new RollReply.Refused(fault.get()).encode();
    }
    Roll next = next(index, decoded);
    if (!next.equals(roll)) {
      ended = ended.with(given(decoded), remembered);
      roll = next;
      listener.accept(RollCodec.encode(roll));
    }
    return new RollReply.Done().encode();
  }

  private Optional<Fault> fault(RollCommand command) {
    if (command instanceof RollCommand.Start start) {
      return fault(start);
    } else if (command instanceof RollCommand.Join join) {
      return fault(join);
    } else if (command instanceof RollCommand.Doubt doubt) {
      return doubt.generation() == roll.generation()
          ? Optional.empty()
          : Optional.of(Fault.OTHER_GENERATION);
    } else if (command instanceof RollCommand.GiveUp giveUp) {
      return fault(giveUp);
    }
    return fault((RollCommand.Claim) command);
  }

  private Optional<Fault> fault(RollCommand.Start start) {
    Optional<Seat> seat = roll.seat(start.run().node());
    long newest = seat.map(held -> held.run().uid()).orElse(0L);
    if (newest != start.after() || ended.has(start.run())) {
      return Optional.of(Fault.OVERTAKEN);
    }
    return seat.isPresent() || roll.hasRoom() ? Optional.empty() : Optional.of(Fault.FULL);
  }

  private Optional<Fault> fault(RollCommand.Join join) {
    Optional<Seat> seat = roll.seat(join.run());
    if (seat.isEmpty()) {
      return Optional.of(Fault.OVERTAKEN);
    }
    if (join.generation() != roll.generation()) {
      return Optional.of(Fault.OTHER_GENERATION);
    }
    long held = seat.get().generation();
    return held == 0 || held == join.generation() ? Optional.empty() : Optional.of(Fault.BOUND);
  }

  /** Who was given up itself has no say, so those who stand never come to nobody by this. */
  private Optional<Fault> fault(RollCommand.GiveUp giveUp) {
    if (giveUp.generation() != roll.generation()) {
      return Optional.of(Fault.OTHER_GENERATION);
    }
    return roll.stands(giveUp.by()) ? Optional.empty() : Optional.of(Fault.OVERTAKEN);
  }

  private Optional<Fault> fault(RollCommand.Claim claim) {
    Optional<Seat> seat = roll.seat(claim.run());
    if (seat.isEmpty()) {
      return Optional.of(Fault.OVERTAKEN);
    }
    if (claim.base() != roll.generation()) {
      return Optional.of(Fault.OTHER_GENERATION);
    }
    if (seat.get().generation() != 0) {
      return Optional.of(Fault.BOUND);
    }
    Map<Run, Long> doubted = new HashMap<>();
    claim.doubted().forEach(one -> doubted.put(one.run(), one.doubt()));
    boolean given =
        roll.standing().stream()
            .allMatch(
                held -> held.doubt() > 0 && held.doubt() == doubted.getOrDefault(held.run(), 0L));
    return given ? Optional.empty() : Optional.of(Fault.ALIVE);
  }

  /** What that command makes of the roll; it was found to fit. */
  private Roll next(long index, RollCommand command) {
    if (command instanceof RollCommand.Start start) {
      return roll.started(new Seat(start.run(), start.address(), 0, 0), index);
    } else if (command instanceof RollCommand.Join join) {
      return roll.with(roll.seat(join.run()).orElseThrow().joined(join.generation()));
    } else if (command instanceof RollCommand.Doubt doubt) {
      return doubted(doubt.runs(), index);
    } else if (command instanceof RollCommand.GiveUp giveUp) {
      return roll.without(given(giveUp));
    }
    RollCommand.Claim claim = (RollCommand.Claim) command;
    return roll.claimedBy(roll.seat(claim.run()).orElseThrow(), given(claim));
  }

  /** Who is off the roll by that command because nothing was heard of it. */
  private List<Seat> given(RollCommand command) {
    if (command instanceof RollCommand.GiveUp giveUp) {
      return silent(giveUp);
    }
    return command instanceof RollCommand.Claim ? roll.standing() : List.of();
  }

  private List<Seat> silent(RollCommand.GiveUp giveUp) {
    return roll.standing().stream()
        .filter(seat -> !seat.run().equals(giveUp.by()))
        .filter(
            seat ->
                seat.doubt() > 0
                    && giveUp.doubted().contains(new RollCommand.Doubted(seat.run(), seat.doubt())))
        .toList();
  }

  private Roll doubted(List<Run> runs, long index) {
    Roll next = roll;
    for (Seat seat : roll.standing()) {
      if (seat.doubt() == 0 && runs.contains(seat.run())) {
        next = next.with(seat.doubted(index));
      }
    }
    return next;
  }

  @Override
  public byte[] query(byte[] query) {
    return Arrays.equals(query, WHOLE)
        ? new RollReply.Whole(roll).encode()
        : new RollReply.Malformed().encode();
  }

  @Override
  public int form() {
    return FORMAT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    freeze().writeRest(out);
  }

  /** Neither part ever changes, so that they need not be copied. */
  @Override
  public Frozen freeze() {
    Roll now = roll;
    Ended over = ended;
    return (out, bytes) -> {
      boolean nobody = over.equals(Ended.NONE);
      out.writeShort(nobody ? FORMAT : WITH_ENDED);
      Blobs.write(out, RollCodec.encode(now));
      if (!nobody) {
        Blobs.write(out, over.encode());
      }
      return false;
    };
  }

  @Override
  public void load(DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FORMAT && format != WITH_ENDED) {
      throw new IOException(
          "format %d is unknown, this build reads %d and %d".formatted(format, FORMAT, WITH_ENDED));
    }
    try {
      roll = RollCodec.decode(Blobs.read(in, RollCodec.MAX_BYTES));
      ended = format == FORMAT ? Ended.NONE : Ended.decode(Blobs.read(in, Ended.MAX_BYTES));
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
