package conclave.balance.route;

import java.util.Objects;

/**
 * A user's message as bytes, as it travels: written once where it was sent from, read once where it
 * is used.
 *
 * @param serializer Akka's number of who wrote it
 * @param manifest what that serializer needs to read it
 * @param bytes not to be changed
 */
public record Freight(int serializer, String manifest, byte[] bytes) {
  public Freight {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(bytes, "bytes");
  }
}
