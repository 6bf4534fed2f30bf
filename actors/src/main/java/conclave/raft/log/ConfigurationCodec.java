package conclave.raft.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes of a {@link Configuration}, in log entries, in snapshots and on disk: a version byte, then
 * voters and learners, each as a count (2 bytes) of (length 2 bytes, UTF-8 name, incarnation 8).
 */
public final class ConfigurationCodec {

  private static final byte VERSION = 1;

  private ConfigurationCodec() {}

  public static byte[] encode(Configuration configuration) {
    int size = 1 + size(configuration.voters()) + size(configuration.learners());
    ByteBuffer out = ByteBuffer.allocate(size).put(VERSION);
    put(out, configuration.voters());
    put(out, configuration.learners());
    return out.array();
  }

  /** Reads what {@link #encode} wrote; anything else is an {@link IllegalArgumentException}. */
  public static Configuration decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version " + version + " of a configuration");
      }
      Configuration configuration = new Configuration(get(in), get(in));
      if (!Arrays.equals(encode(configuration), bytes)) {
        throw new IllegalArgumentException(
            "a configuration of " + bytes.length + " bytes has another spelling: " + configuration);
      }
      return configuration;
    } catch (java.nio.BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "a configuration of " + bytes.length + " bytes is cut short", e);
    }
  }

  private static int size(List<NodeId> nodes) {
    return 2 + nodes.stream().mapToInt(node -> 10 + utf8(node).length).sum();
  }

  private static void put(ByteBuffer out, List<NodeId> nodes) {
    out.putShort(count(nodes.size(), "nodes"));
    for (NodeId node : nodes) {
      byte[] name = utf8(node);
      out.putShort(count(name.length, "bytes of a node's name"));
      out.put(name).putLong(node.incarnation());
    }
  }

  private static short count(int count, String what) {
    if (count > 0xFFFF) {
      throw new IllegalArgumentException(
          "a configuration holds at most 65535 " + what + ", not " + count);
    }
    return (short) count;
  }

  private static List<NodeId> get(ByteBuffer in) {
    int count = Short.toUnsignedInt(in.getShort());
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(name);
      nodes.add(new NodeId(new String(name, StandardCharsets.UTF_8), in.getLong()));
    }
    return nodes;
  }

  private static byte[] utf8(NodeId node) {
    return node.name().getBytes(StandardCharsets.UTF_8);
  }
}
