package conclave.serialization;

import conclave.raft.Message;
import conclave.raft.log.NodeId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of a {@link Wire} message: the protocol version, a type byte, the fields in the order in
 * which the records declare them. Greetings have version 0 for ever, since they are what versions
 * are agreed with; all else has the version that was agreed.
 *
 * <p>{@code decode(encode(m))} equals {@code m}, and {@code encode(decode(b))} equals {@code b}:
 * equal messages have one encoding. Whatever else is given to {@code decode} is an {@link
 * IllegalArgumentException} with one sentence: what, the value, and at which byte. Stateless.
 */
public final class WireCodec {

  /** The lowest protocol version that this build speaks. */
  public static final int MIN_VERSION = 1;

  /** The highest protocol version that this build speaks. */
  public static final int MAX_VERSION = 1;

  private static final int GREETING = 0;

  private static final int HELLO = 1;
  private static final int WELCOME = 2;
  private static final int UNWELCOME = 3;

  private static final int TO_REPLICA = 1;
  private static final int SUBMIT = 2;
  private static final int REFUSED = 3;
  private static final int RESULTS = 4;

  private WireCodec() {}

  /** The bytes of {@code wire}; too large a message is an {@link IllegalArgumentException}. */
  public static byte[] encode(Wire wire) {
    ByteBuffer out = ByteBuffer.allocate((int) checkedSize(wire));
    encode(wire, out);
    return Arrays.copyOf(out.array(), out.position());
  }

  /**
   * Appends {@code wire} to {@code out}.
   *
   * @throws java.nio.BufferOverflowException if it does not fit
   */
  public static void encode(Wire wire, ByteBuffer out) {
    checkedSize(wire);
    WireWriter writer = new WireWriter(out);
    wire.accept(new Encoder(writer));
    out.position(writer.position());
  }

  /** The message that {@code bytes} are, all of them. */
  public static Wire decode(byte[] bytes) {
    return decode(ByteBuffer.wrap(bytes));
  }

  /** The message from the position of {@code in} to its limit, all of it. */
  public static Wire decode(ByteBuffer in) {
    WireReader reader = new WireReader(in);
    try {
      Wire wire = decode(reader);
      reader.end();
      in.position(in.limit());
      return wire;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no wire message, at byte %d of %d: %s"
              .formatted(reader.position() - in.position(), in.remaining(), e.getMessage()),
          e);
    }
  }

  private static Wire decode(WireReader in) {
    int version = Byte.toUnsignedInt(in.code("protocol version"));
    if (version == GREETING) {
      return greeting(in);
    }
    if (version < MIN_VERSION || version > MAX_VERSION) {
      throw new IllegalArgumentException(
          "protocol version %d is not in %d to %d".formatted(version, MIN_VERSION, MAX_VERSION));
    }
    byte type = in.code("type of message");
    String group = PeerAddress.requireGroup(in.text("group", PeerAddress.MAX_GROUP_LENGTH));
    return switch (type) {
      case TO_REPLICA ->
          new Wire.ToReplica(
              group, in.node("sender"), in.node("receiver"), MessageCodec.decode(in));
      case SUBMIT ->
          new Wire.Submit(group, in.node("sender"), in.fixed("batch"), in.payloads("commands"));
      case REFUSED -> refused(group, in);
      case RESULTS ->
          new Wire.Results(
              group,
              in.fixed("batch"),
              in.number("first result", Integer.MAX_VALUE),
              in.payloads("results"));
      default -> throw new IllegalArgumentException("unknown type of message " + type);
    };
  }

  private static Wire refused(String group, WireReader in) {
    long batch = in.fixed("batch");
    Wire.Reason reason = Wire.Reason.of(in.code("reason of a refusal"));
    Optional<NodeId> leader =
        in.flag("leader known") ? Optional.of(in.node("leader")) : Optional.empty();
    return new Wire.Refused(group, batch, reason, leader);
  }

  private static Wire greeting(WireReader in) {
    byte type = in.code("type of greeting");
    Wire.Identity self = identity(in);
    return switch (type) {
      case HELLO -> new Wire.Hello(self, version(in), version(in));
      case WELCOME -> new Wire.Welcome(self, version(in));
      case UNWELCOME ->
          new Wire.Unwelcome(self, in.text("reason", Wire.Unwelcome.MAX_REASON_BYTES));
      default -> throw new IllegalArgumentException("unknown type of greeting " + type);
    };
  }

  private static int version(WireReader in) {
    return Byte.toUnsignedInt(in.code("protocol version"));
  }

  private static Wire.Identity identity(WireReader in) {
    NodeId node = in.node("node");
    PeerAddress address =
        new PeerAddress(
            in.text("system", WireReader.MAX_NAME_BYTES),
            in.text("host", WireReader.MAX_NAME_BYTES),
            in.number("port", 65_535));
    ClusterId cluster = new ClusterId(in.fixed("cluster id"), in.fixed("cluster id"));
    return new Wire.Identity(
        node, address, cluster, in.flag("blank"), in.fixed("fingerprint of settings"));
  }

  private static long checkedSize(Wire wire) {
    long size = Lanes.sizeBound(wire);
    if (size > Lanes.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "%s of about %d bytes is larger than %d: %s"
              .formatted(
                  wire.getClass().getSimpleName(), size, Lanes.MAX_MESSAGE_BYTES, brief(wire)));
    }
    return size;
  }

  private static String brief(Wire wire) {
    return wire instanceof Wire.ToReplica raft
        ? raft.group() + " to " + raft.to() + ", " + brief(raft.message())
        : wire.toString();
  }

  private static String brief(Message message) {
    return message.getClass().getSimpleName() + " of term " + message.term();
  }

  /** Writes one message. */
  private record Encoder(WireWriter out) implements Wire.Receiver {

    private WireWriter begin(int type, String group) {
      return out.code(MAX_VERSION).code(type).text("group", group, PeerAddress.MAX_GROUP_LENGTH);
    }

    private WireWriter greet(int type, Wire.Identity self) {
      PeerAddress address = self.address();
      return out.code(GREETING)
          .code(type)
          .node("node", self.node())
          .text("system", address.system(), WireReader.MAX_NAME_BYTES)
          .text("host", address.host(), WireReader.MAX_NAME_BYTES)
          .number("port", address.port())
          .fixed(self.cluster().high())
          .fixed(self.cluster().low())
          .flag(self.blank())
          .fixed(self.fingerprint());
    }

    @Override
    public void on(Wire.ToReplica wire) {
      begin(TO_REPLICA, wire.group()).node("sender", wire.from()).node("receiver", wire.to());
      MessageCodec.encode(wire.message(), out);
    }

    @Override
    public void on(Wire.Submit wire) {
      begin(SUBMIT, wire.group())
          .node("sender", wire.from())
          .fixed(wire.batch())
          .payloads("commands", wire.commands());
    }

    @Override
    public void on(Wire.Refused wire) {
      begin(REFUSED, wire.group())
          .fixed(wire.batch())
          .code(wire.reason().code())
          .flag(wire.leader().isPresent());
      wire.leader().ifPresent(leader -> out.node("leader", leader));
    }

    @Override
    public void on(Wire.Results wire) {
      begin(RESULTS, wire.group())
          .fixed(wire.batch())
          .number("first result", wire.first())
          .payloads("results", wire.results());
    }

    @Override
    public void on(Wire.Hello wire) {
      greet(HELLO, wire.self()).code(wire.minVersion()).code(wire.maxVersion());
    }

    @Override
    public void on(Wire.Welcome wire) {
      greet(WELCOME, wire.self()).code(wire.version());
    }

    @Override
    public void on(Wire.Unwelcome wire) {
      greet(UNWELCOME, wire.self()).text("reason", wire.reason(), Wire.Unwelcome.MAX_REASON_BYTES);
    }
  }
}
