package conclave.machine.keys;

import conclave.InternalApi;
import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.List;
import java.util.Objects;

/**
 * Names a request, so that it takes effect once however often and by whomever it is sent.
 *
 * @param name of the request: what its sender called it, and where it is addressed to
 * @param fingerprint of what the request says; the same name with another one is a mistake
 */
public record IdempotencyKey(Digest name, Digest fingerprint) {

  /** The length of an encoded key. */
  public static final int BYTES = 2 * Digest.BYTES;

  public IdempotencyKey {
    Objects.requireNonNull(name);
    Objects.requireNonNull(fingerprint);
  }

  /**
   * The key of a request.
   *
   * @param scope what its sender called it, and everything within which that is unique
   * @param request all that decides what the request does
   */
  public static IdempotencyKey of(List<byte[]> scope, List<byte[]> request) {
    return new IdempotencyKey(Digest.of(scope), Digest.of(request));
  }

  /** Writes it into a command. */
  @InternalApi
  public void encode(Encoder out) {
    name.encode(out);
    fingerprint.encode(out);
  }

  /** Reads what {@link #encode} wrote. */
  @InternalApi
  public static IdempotencyKey decode(Decoder in) throws MalformedException {
    return new IdempotencyKey(Digest.decode(in), Digest.decode(in));
  }
}
