package conclave.serialization;

import conclave.protocol.ProtocolVersion;
import conclave.raft.Message;
import conclave.raft.log.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Bytes of a {@link Wire} message: the protocol version that brought it in this form, a type byte,
 * the fields in the order in which the records declare them. Which versions two nodes both speak is
 * agreed at first contact, which is not on this path; what the other side cannot read yet is not
 * sent ({@link #version}).
 *
 * <p>{@code decode(encode(m))} equals {@code m}, and {@code encode(decode(b))} equals {@code b}:
 * equal messages have one encoding. Whatever else is given to {@code decode} is an {@link
 * IllegalArgumentException} with one sentence: what, the value, and at which byte. Stateless.
 */
public final class WireCodec {

  /** The lowest protocol version that this build speaks. */
  public static final int MIN_VERSION = ProtocolVersion.OLDEST.number();

  /** The highest protocol version that this build speaks. */
  public static final int MAX_VERSION = ProtocolVersion.NEWEST.number();

  private static final int TO_REPLICA = 1;
  private static final int SUBMIT = 2;
  private static final int REFUSED = 3;
  private static final int RESULTS = 4;
  private static final int ASK = 5;
  private static final int ANSWERS = 6;
  private static final int ASK_FAILED = 7;

  /** Two lengths. */
  private static final int MIN_QUESTION_BYTES = 2;

  private WireCodec() {}

  /** The protocol version that brought {@code wire}: whoever speaks less cannot read it. */
  public static int version(Wire wire) {
    return wire instanceof Wire.ToReplica raft ? MessageCodec.version(raft.message()) : MIN_VERSION;
  }

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
      requireVersion(wire, Byte.toUnsignedInt(in.get(in.position())));
      in.position(in.limit());
      return wire;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no wire message, at byte %d of %d: %s"
              .formatted(reader.position() - in.position(), in.remaining(), e.getMessage()),
          e);
    }
  }

  /** Equal messages have one encoding, so the version is told by the type. */
  private static void requireVersion(Wire wire, int told) {
    if (told != version(wire)) {
      throw new IllegalArgumentException(
          "%s came with protocol version %d, not with %d"
              .formatted(brief(wire), version(wire), told));
    }
  }

  private static Wire decode(WireReader in) {
    int version = Byte.toUnsignedInt(in.code("protocol version"));
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
      case SUBMIT -> new Wire.Submit(group, sender(in), in.fixed("batch"), in.payloads("commands"));
      case REFUSED -> refused(group, in);
      case RESULTS ->
          new Wire.Results(
              group,
              in.fixed("batch"),
              in.number("first result", Integer.MAX_VALUE),
              in.payloads("results"));
      case ASK ->
          new Wire.Ask(
              group, sender(in), in.fixed("batch"), in.flag("linearizable"), questions(in));
      case ANSWERS ->
          new Wire.Answers(
              group, in.fixed("batch"), in.number("first answer", Integer.MAX_VALUE), answers(in));
      case ASK_FAILED -> new Wire.AskFailed(group, in.fixed("batch"));
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

  private static Wire.Sender sender(WireReader in) {
    NodeId node = in.node("sender");
    return in.flag("address of the sender")
        ? Wire.Sender.client(node, address(in))
        : Wire.Sender.member(node);
  }

  private static PeerAddress address(WireReader in) {
    return new PeerAddress(
        in.text("system", WireReader.MAX_NAME_BYTES),
        in.text("host", WireReader.MAX_NAME_BYTES),
        in.number("port", 65_535));
  }

  private static List<Wire.Question> questions(WireReader in) {
    Wire.Question[] questions = new Wire.Question[in.count("questions", MIN_QUESTION_BYTES)];
    for (int i = 0; i < questions.length; i++) {
      questions[i] =
          new Wire.Question(
              in.text("machine", WireReader.MAX_NAME_BYTES),
              in.bytes("question", Lanes.MAX_PAYLOAD_BYTES));
    }
    return List.of(questions);
  }

  private static List<Optional<byte[]>> answers(WireReader in) {
    int count = in.count("answers", 1);
    List<Optional<byte[]>> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      answers.add(
          in.flag("answer known")
              ? Optional.of(in.bytes("answer", Lanes.MAX_PAYLOAD_BYTES))
              : Optional.empty());
    }
    return answers;
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
      return begin(MIN_VERSION, type, group);
    }

    private WireWriter begin(int version, int type, String group) {
      return out.code(version).code(type).text("group", group, PeerAddress.MAX_GROUP_LENGTH);
    }

    private WireWriter begin(int type, String group, Wire.Sender from) {
      begin(type, group).node("sender", from.node()).flag(from.address().isPresent());
      from.address()
          .ifPresent(
              at ->
                  out.text("system", at.system(), WireReader.MAX_NAME_BYTES)
                      .text("host", at.host(), WireReader.MAX_NAME_BYTES)
                      .number("port", at.port()));
      return out;
    }

    @Override
    public void on(Wire.ToReplica wire) {
      begin(version(wire), TO_REPLICA, wire.group())
          .node("sender", wire.from())
          .node("receiver", wire.to());
      MessageCodec.encode(wire.message(), out);
    }

    @Override
    public void on(Wire.Submit wire) {
      begin(SUBMIT, wire.group(), wire.from())
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
    public void on(Wire.Ask wire) {
      begin(ASK, wire.group(), wire.from())
          .fixed(wire.batch())
          .flag(wire.linearizable())
          .count("questions", wire.questions().size());
      for (Wire.Question question : wire.questions()) {
        out.text("machine", question.machine(), WireReader.MAX_NAME_BYTES)
            .bytes("question", question.query(), Lanes.MAX_PAYLOAD_BYTES);
      }
    }

    @Override
    public void on(Wire.Answers wire) {
      begin(ANSWERS, wire.group())
          .fixed(wire.batch())
          .number("first answer", wire.first())
          .count("answers", wire.answers().size());
      for (Optional<byte[]> answer : wire.answers()) {
        out.flag(answer.isPresent());
        answer.ifPresent(bytes -> out.bytes("answer", bytes, Lanes.MAX_PAYLOAD_BYTES));
      }
    }

    @Override
    public void on(Wire.AskFailed wire) {
      begin(ASK_FAILED, wire.group()).fixed(wire.batch());
    }
  }
}
