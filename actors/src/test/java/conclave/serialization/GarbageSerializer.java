package conclave.serialization;

import akka.actor.ExtendedActorSystem;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import java.nio.ByteBuffer;
import java.util.Random;

/** A peer gone mad: says it writes Wire messages, and writes noise for some batch numbers. */
public final class GarbageSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  static final long NOISE = -1;
  static final long UNKNOWN_MANIFEST = -2;
  static final long TRUNCATED = -3;

  private final Random random = new Random(1);
  private final RaftSerializer sane;

  public GarbageSerializer(ExtendedActorSystem system) {
    sane = new RaftSerializer(system);
  }

  @Override
  public int identifier() {
    return sane.identifier();
  }

  @Override
  public String manifest(Object message) {
    return batch(message) == UNKNOWN_MANIFEST ? "v9" : sane.manifest(message);
  }

  @Override
  public synchronized byte[] toBinary(Object message) {
    byte[] bytes = sane.toBinary(message);
    if (batch(message) == NOISE) {
      random.nextBytes(bytes);
      bytes[0] = 0x7f;
    }
    return batch(message) == TRUNCATED ? java.util.Arrays.copyOf(bytes, 9) : bytes;
  }

  @Override
  public void toBinary(Object message, ByteBuffer target) {
    target.put(toBinary(message));
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    throw new IllegalArgumentException("only sends");
  }

  @Override
  public Object fromBinary(ByteBuffer source, String manifest) {
    throw new IllegalArgumentException("only sends");
  }

  private static long batch(Object message) {
    return message instanceof Wire.Submit submit ? submit.batch() : 0;
  }
}
