package conclave.node.member.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole register in bytes, less than {@value #MAX_BYTES} of them.
 *
 * <pre>
 *   n, (node, address, stage(1), since, obstacle) x n      node = name, incarnation(8)
 *   protocol                                               from version 2 on
 * </pre>
 *
 * <p>While version 1 of the protocol is in use, these are the bytes that its builds read.
 */
final class RegisterCodec {
  static final int MAX_BYTES = 300_000;

  private static final int MAX_NAME_BYTES = 256;

  /** The first protocol version that stands in the register. */
  static final int TOLD = 2;

  private RegisterCodec() {}

  static Encoder encode(NodeId node, Encoder out) {
    return out.text(node.name()).i64(node.incarnation());
  }

  static NodeId node(Decoder in) throws MalformedException {
    String name = in.text(1, MAX_NAME_BYTES);
    long incarnation = in.i64();
    if (incarnation == 0) {
      throw in.malformed("node " + name + " with incarnation 0");
    }
    return new NodeId(name, incarnation);
  }

  static String address(Decoder in) throws MalformedException {
    return in.text(1, Listed.MAX_ADDRESS_BYTES);
  }

  static String obstacle(Decoder in) throws MalformedException {
    return in.text(0, Listed.MAX_OBSTACLE_BYTES);
  }

  static int count(Decoder in, int min) throws MalformedException {
    long count = in.varint(min);
    if (count > Register.MOST) {
      throw in.malformed(count + " members");
    }
    return (int) count;
  }

  static byte[] encode(Register register) {
    Encoder out = new Encoder(16 + 64 * register.listed().size());
    out.varint(register.listed().size());
    for (Listed one : register.listed().values()) {
      encode(one.id(), out)
          .text(one.address())
          .u8(one.stage().ordinal())
          .varint(one.since())
          .text(one.obstacle());
    }
    if (register.protocol().atLeast(TOLD)) {
      out.varint(register.protocol().number());
    }
    return out.toBytes();
  }

  /** Reads exactly what {@link #encode(Register)} writes. */
  static Register decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("register of members", bytes);
    int count = count(in, 0);
    List<Listed> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Listed one = new Listed(node(in), address(in), stage(in), in.varint(0), obstacle(in));
      if (i > 0 && all.get(i - 1).id().name().compareTo(one.id().name()) >= 0) {
        throw in.malformed(one.id() + " comes after " + all.get(i - 1).id());
      }
      all.add(one);
    }
    ProtocolVersion protocol = in.remaining() > 0 ? version(in, TOLD) : ProtocolVersion.OLDEST;
    in.end();
    return Register.of(all).speaking(protocol);
  }

  static ProtocolVersion version(Decoder in, int least) throws MalformedException {
    long number = in.varint(least);
    if (number > Integer.MAX_VALUE) {
      throw in.malformed("protocol version " + number);
    }
    return new ProtocolVersion((int) number);
  }

  private static Stage stage(Decoder in) throws MalformedException {
    int code = in.u8();
    if (code >= Stage.values().length) {
      throw in.malformed("stage " + code + " is unknown");
    }
    return Stage.values()[code];
  }
}
