package conclave.node.member.table;

import conclave.machine.StateMachine;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import conclave.node.member.table.MemberReply.Fault;
import conclave.raft.log.NodeId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The register as a machine. A name is listed once; one member comes or goes at a time; whatever is
 * asked again does no harm.
 *
 * <p>Announces the whole {@link Register} after each change: it is small, and seldom changed.
 */
public final class MemberTable implements StateMachine {

  /** Under this name the machine stands on the log of group {@code control}. */
  public static final String NAME = "members";

  private static final int FORMAT = 1;

  /** The same, with the protocol version behind it; written only once a later one is in use. */
  private static final int SPEAKING_FORMAT = 2;

  private static final byte[] WHOLE = {FORMAT, 1};

  private Register register = Register.NONE;
  private Consumer<byte[]> listener = event -> {};

  /** The question for the whole register, answered by {@link MemberReply.Whole}. */
  public static byte[] whole() {
    return WHOLE.clone();
  }

  /** Reads what the machine announces. */
  public static Register announced(byte[] event) throws MalformedException {
    return RegisterCodec.decode(event);
  }

  /** The register of now. */
  public Register register() {
    return register;
  }

  @Override
  public void announceTo(Consumer<byte[]> listener) {
    this.listener = listener;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    MemberCommand decoded;
    try {
      decoded = MemberCommand.decode(command);
    } catch (MalformedException e) {
      return new MemberReply.Malformed().encode();
    }
    Optional<Fault> fault = fault(decoded);
    if (fault.isPresent()) {
      return new MemberReply.Refused(fault.get()).encode();
    }
    Register next = next(index, decoded);
    if (!next.equals(register)) {
      register = next;
      listener.accept(RegisterCodec.encode(register));
    }
    return new MemberReply.Done().encode();
  }

  /**
   * The cluster was recovered by force: its members have other incarnations, and whoever was given
   * up must not be brought into a group again. A leader writes down anew who is left. What they
   * promised to speak stands in their directories.
   */
  @Override
  public void raise(long by) {
    register = Register.NONE.speaking(register.protocol());
    listener.accept(RegisterCodec.encode(register));
  }

  private Optional<Fault> fault(MemberCommand command) {
    if (command instanceof MemberCommand.Enlist enlist) {
      return register.listed().size() + enlist.members().size() > Register.MOST
          ? Optional.of(Fault.FULL)
          : Optional.empty();
    } else if (command instanceof MemberCommand.Admit admit) {
      return fault(admit);
    } else if (command instanceof MemberCommand.Joined joined) {
      return stale(joined.node(), joined.since(), Stage.JOINING);
    } else if (command instanceof MemberCommand.Dismiss dismiss) {
      return fault(dismiss);
    } else if (command instanceof MemberCommand.Keep keep) {
      return stale(keep.node(), keep.since(), Stage.LEAVING);
    } else if (command instanceof MemberCommand.Forget forget) {
      return stale(forget.node(), forget.since(), null);
    } else if (command instanceof MemberCommand.Speak speak) {
      return register.isOf(speak.members()) ? Optional.empty() : Optional.of(Fault.STALE);
    }
    return register.find(((MemberCommand.Move) command).node()).isPresent()
        ? Optional.empty()
        : Optional.of(Fault.UNKNOWN);
  }

  private Optional<Fault> fault(MemberCommand.Admit admit) {
    Optional<Listed> namesake = register.named(admit.node().name());
    if (!register.begun()) {
      return Optional.of(Fault.BUSY);
    }
    if (namesake.isPresent()) {
      Listed listed = namesake.get();
      if (!listed.id().equals(admit.node())) {
        return Optional.of(Fault.NAME_TAKEN);
      }
      return listed.stage() == Stage.LEAVING ? Optional.of(Fault.BUSY) : Optional.empty();
    }
    if (register.pending().isPresent()) {
      return Optional.of(Fault.BUSY);
    }
    return register.listed().size() == Register.MOST ? Optional.of(Fault.FULL) : Optional.empty();
  }

  private Optional<Fault> fault(MemberCommand.Dismiss dismiss) {
    Optional<Listed> listed = register.find(dismiss.node());
    if (listed.isEmpty()) {
      return Optional.of(Fault.UNKNOWN);
    }
    return register
            .pending()
            .filter(one -> one.stage() == Stage.JOINING || !one.equals(listed.get()))
            .isPresent()
        ? Optional.of(Fault.BUSY)
        : Optional.empty();
  }

  private Optional<Fault> stale(NodeId node, long since, Stage stage) {
    return register
            .find(node)
            .filter(one -> one.since() == since && (stage == null || one.stage() == stage))
            .isPresent()
        ? Optional.empty()
        : Optional.of(Fault.STALE);
  }

  /** What that command makes of the register; it was found to fit. */
  private Register next(long index, MemberCommand command) {
    if (command instanceof MemberCommand.Enlist enlist) {
      return enlisted(enlist, index);
    } else if (command instanceof MemberCommand.Admit admit) {
      return admitted(admit, index);
    } else if (command instanceof MemberCommand.Joined joined) {
      return register.with(here(joined.node()).in(Stage.MEMBER, index, ""));
    } else if (command instanceof MemberCommand.Dismiss dismiss) {
      Listed one = here(dismiss.node());
      return one.stage() == Stage.LEAVING
          ? register
          : register.with(one.in(Stage.LEAVING, index, ""));
    } else if (command instanceof MemberCommand.Keep keep) {
      return register.with(here(keep.node()).in(Stage.MEMBER, index, keep.obstacle()));
    } else if (command instanceof MemberCommand.Forget forget) {
      return register.without(forget.node());
    } else if (command instanceof MemberCommand.Speak speak) {
      return register.speaking(speak.version());
    }
    MemberCommand.Move move = (MemberCommand.Move) command;
    return register.with(here(move.node()).at(move.address()));
  }

  private Listed here(NodeId node) {
    return register.find(node).orElseThrow();
  }

  private Register enlisted(MemberCommand.Enlist enlist, long index) {
    Register next = register;
    for (MemberCommand.Enlist.Place one : enlist.members()) {
      if (next.named(one.node().name()).isEmpty()) {
        next = next.with(new Listed(one.node(), one.address(), Stage.MEMBER, index, ""));
      }
    }
    return next;
  }

  private Register admitted(MemberCommand.Admit admit, long index) {
    return register.with(
        register
            .find(admit.node())
            .map(one -> one.at(admit.address()))
            .orElseGet(() -> new Listed(admit.node(), admit.address(), Stage.JOINING, index, "")));
  }

  @Override
  public byte[] query(byte[] query) {
    return Arrays.equals(query, WHOLE)
        ? new MemberReply.Whole(register).encode()
        : new MemberReply.Malformed().encode();
  }

  @Override
  public int form() {
    return FORMAT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeShort(register.protocol().atLeast(RegisterCodec.TOLD) ? SPEAKING_FORMAT : FORMAT);
    Blobs.write(out, RegisterCodec.encode(register));
  }

  @Override
  public void load(DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FORMAT && format != SPEAKING_FORMAT) {
      throw new IOException(
          "format %d is unknown, this build reads %d and %d"
              .formatted(format, FORMAT, SPEAKING_FORMAT));
    }
    try {
      register = RegisterCodec.decode(Blobs.read(in, RegisterCodec.MAX_BYTES));
      if (register.protocol().atLeast(RegisterCodec.TOLD) != (format == SPEAKING_FORMAT)) {
        throw new IOException(
            "protocol version %s in format %d".formatted(register.protocol(), format));
      }
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
