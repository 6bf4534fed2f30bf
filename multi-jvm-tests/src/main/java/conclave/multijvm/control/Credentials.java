package conclave.multijvm.control;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a node shows when it calls the test: whoever may send tasks may run anything.
 *
 * @param port where the test listens, on the loopback interface
 * @param token drawn for each cluster; known to its processes only, who read it from a pipe
 */
public record Credentials(int port, String token) implements Serializable {

  private static final int BYTES = 32;

  static Credentials draw(int port) {
    byte[] token = new byte[BYTES];
    new SecureRandom().nextBytes(token);
    return new Credentials(port, HexFormat.of().formatHex(token));
  }

  boolean accepts(byte[] shown) {
    return MessageDigest.isEqual(token.getBytes(java.nio.charset.StandardCharsets.UTF_8), shown);
  }
}
