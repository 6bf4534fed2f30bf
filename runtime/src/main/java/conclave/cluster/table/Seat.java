package conclave.cluster.table;

import java.util.Objects;

/**
 * The newest run of a node.
 *
 * @param address where its ActorSystem listens, {@code host:port}
 * @param generation of the Akka cluster that it may be a member of; 0 before it joined one
 * @param doubt the index of the entry that doubts that it lives; 0 where nobody does
 */
public record Seat(Run run, String address, long generation, long doubt) {

  /** The most bytes of an address: a host name of 253, and a port. */
  public static final int MAX_ADDRESS_BYTES = 300;

  public Seat {
    Objects.requireNonNull(run);
    Objects.requireNonNull(address);
    if (generation < 0 || doubt < 0 || (generation == 0 && doubt > 0)) {
      throw new IllegalArgumentException(
          "%s cannot be in generation %d under doubt %d".formatted(run, generation, doubt));
    }
  }

  Seat joined(long other) {
    return new Seat(run, address, other, 0);
  }

  Seat doubted(long index) {
    return new Seat(run, address, generation, index);
  }
}
