package conclave.cluster.downing;

import java.util.Objects;

/**
 * A member of the Akka cluster that some other member, not necessarily this one, cannot reach.
 *
 * @param address {@code host:port}
 * @param uid of its run
 */
public record Absentee(String address, long uid) {

  public Absentee {
    Objects.requireNonNull(address, "an Absentee without an address");
  }
}
