package conclave.serialization;

import akka.actor.ExtendedActorSystem;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;

/**
 * Akka's door to {@link WireCodec}. There is one manifest, since the bytes name their version and
 * type themselves. The identifier is {@code akka.actor.serialization-identifiers} and must be the
 * same on all nodes.
 *
 * <p>An unknown manifest is a {@link NotSerializableException}, undecodable bytes are an {@link
 * IllegalArgumentException}; Artery logs either with the sender's address, drops that message and
 * keeps the connection.
 */
public final class RaftSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  static final String MANIFEST = "w";

  private final int identifier;

  /** Akka finds this constructor by its parameter's type. */
  public RaftSerializer(ExtendedActorSystem system) {
    String key = "akka.actor.serialization-identifiers.\"" + RaftSerializer.class.getName() + "\"";
    this.identifier = system.settings().config().getInt(key);
  }

  @Override
  public int identifier() {
    return identifier;
  }

  @Override
  public String manifest(Object message) {
    wire(message);
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object message) {
    return WireCodec.encode(wire(message));
  }

  @Override
  public void toBinary(Object message, ByteBuffer target) {
    WireCodec.encode(wire(message), target);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    check(manifest);
    return WireCodec.decode(bytes);
  }

  @Override
  public Object fromBinary(ByteBuffer source, String manifest) throws NotSerializableException {
    check(manifest);
    return WireCodec.decode(source);
  }

  private static Wire wire(Object message) {
    if (message instanceof Wire wire) {
      return wire;
    }
    throw new IllegalArgumentException(
        RaftSerializer.class.getName()
            + " writes Wire messages, not "
            + message.getClass().getName());
  }

  private static void check(String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException(
          "unknown manifest \"%s\" of a Wire message; this build knows \"%s\""
              .formatted(manifest, MANIFEST));
    }
  }
}
