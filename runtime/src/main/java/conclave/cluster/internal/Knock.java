package conclave.cluster.internal;

import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * One node asks another who lives there.
 *
 * @param address where it waits for the {@link Answer}, {@code host:port}
 */
public record Knock(String address) implements CborSerializable {

  public Knock {
    Objects.requireNonNull(address, "a Knock without an address");
  }
}
