package conclave.node.member.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the log says of the members; see the package.
 *
 * <pre>
 *   [format 1][kind 1] n, (node, address) x n     ENLIST     node = name, incarnation(8)
 *   [format 1][kind 2] node, address              ADMIT
 *   [format 1][kind 3] node, since                JOINED
 *   [format 1][kind 4] node                       DISMISS
 *   [format 1][kind 5] node, since, obstacle      KEEP
 *   [format 1][kind 6] node, since                FORGET
 *   [format 1][kind 7] node, address              MOVE
 *   [format 1][kind 8] version, n, node x n       SPEAK    only to members that promised it
 * </pre>
 */
public sealed interface MemberCommand {
  int FORMAT = 1;

  byte[] encode();

  /** Reads exactly what {@link #encode} writes. */
  static MemberCommand decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("command for the register of members", bytes).format(FORMAT);
    int kind = in.u8();
    MemberCommand command =
        switch (kind) {
          case Enlist.KIND -> Enlist.decode(in);
          case Admit.KIND -> new Admit(RegisterCodec.node(in), RegisterCodec.address(in));
          case Joined.KIND -> new Joined(RegisterCodec.node(in), in.varint(0));
          case Dismiss.KIND -> new Dismiss(RegisterCodec.node(in));
          case Keep.KIND ->
              new Keep(RegisterCodec.node(in), in.varint(0), RegisterCodec.obstacle(in));
          case Forget.KIND -> new Forget(RegisterCodec.node(in), in.varint(0));
          case Move.KIND -> new Move(RegisterCodec.node(in), RegisterCodec.address(in));
          case Speak.KIND -> Speak.decode(in);
          default -> throw in.malformed("kind " + kind + " is unknown");
        };
    in.end();
    return command;
  }

  private static Encoder of(int kind, NodeId node) {
    return RegisterCodec.encode(node, new Encoder(64).u8(FORMAT).u8(kind));
  }

  /**
   * These are members by control's log, and are written down as such; those whose names are listed
   * are passed over.
   */
  record Enlist(List<Place> members) implements MemberCommand {
    static final int KIND = 1;

    /** One of them. */
    public record Place(NodeId node, String address) {}

    public Enlist {
      members = List.copyOf(members);
    }

    private static Enlist decode(Decoder in) throws MalformedException {
      int count = RegisterCodec.count(in, 1);
      List<Place> members = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        members.add(new Place(RegisterCodec.node(in), RegisterCodec.address(in)));
      }
      return new Enlist(members);
    }

    @Override
    public byte[] encode() {
      Encoder out = new Encoder(64).u8(FORMAT).u8(KIND).varint(members.size());
      members.forEach(one -> RegisterCodec.encode(one.node(), out).text(one.address()));
      return out.toBytes();
    }
  }

  /** That node shall be a member. */
  record Admit(NodeId node, String address) implements MemberCommand {
    static final int KIND = 2;

    @Override
    public byte[] encode() {
      return of(KIND, node).text(address).toBytes();
    }
  }

  /**
   * Control's log has it.
   *
   * @param since when it was admitted
   */
  record Joined(NodeId node, long since) implements MemberCommand {
    static final int KIND = 3;

    @Override
    public byte[] encode() {
      return of(KIND, node).varint(since).toBytes();
    }
  }

  /** That node shall be no member any more. */
  record Dismiss(NodeId node) implements MemberCommand {
    static final int KIND = 4;

    @Override
    public byte[] encode() {
      return of(KIND, node).toBytes();
    }
  }

  /**
   * It stays, since a group cannot do without it now.
   *
   * @param since when it was dismissed
   * @param obstacle why, up to {@value Listed#MAX_OBSTACLE_BYTES} bytes
   */
  record Keep(NodeId node, long since, String obstacle) implements MemberCommand {
    static final int KIND = 5;

    @Override
    public byte[] encode() {
      return of(KIND, node).varint(since).text(obstacle).toBytes();
    }
  }

  /**
   * No group has it any more, control the last.
   *
   * @param since when it came to the stage that it is in
   */
  record Forget(NodeId node, long since) implements MemberCommand {
    static final int KIND = 6;

    @Override
    public byte[] encode() {
      return of(KIND, node).varint(since).toBytes();
    }
  }

  /** It is at another address; said by itself. */
  record Move(NodeId node, String address) implements MemberCommand {
    static final int KIND = 7;

    @Override
    public byte[] encode() {
      return of(KIND, node).text(address).toBytes();
    }
  }

  /**
   * All of these promised never to speak less than that version again, so it is in use from now on.
   *
   * @param members every member; refused where others are listed, since nobody asked them
   */
  record Speak(ProtocolVersion version, SortedSet<NodeId> members) implements MemberCommand {
    static final int KIND = 8;

    public Speak {
      members = new TreeSet<>(members);
    }

    private static Speak decode(Decoder in) throws MalformedException {
      ProtocolVersion version = RegisterCodec.version(in, RegisterCodec.TOLD);
      int count = RegisterCodec.count(in, 1);
      SortedSet<NodeId> members = new TreeSet<>();
      for (int i = 0; i < count; i++) {
        NodeId node = RegisterCodec.node(in);
        if (!members.isEmpty() && members.last().compareTo(node) >= 0) {
          throw in.malformed(node + " comes after " + members.last());
        }
        members.add(node);
      }
      return new Speak(version, members);
    }

    @Override
    public byte[] encode() {
      Encoder out = new Encoder(64).u8(FORMAT).u8(KIND);
      out.varint(version.number()).varint(members.size());
      members.forEach(node -> RegisterCodec.encode(node, out));
      return out.toBytes();
    }
  }
}
