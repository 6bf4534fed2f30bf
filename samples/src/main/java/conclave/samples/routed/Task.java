package conclave.samples.routed;

import conclave.serialization.CborSerializable;

/**
 * What is to be done for a customer. Travels to the node that does it.
 *
 * @param id no two tasks have the same
 * @param customer the key: all tasks of a customer are for one node
 */
public record Task(String id, Kind kind, String customer) implements CborSerializable {

  /** What there is to do. */
  public enum Kind {
    /** Doing it twice does no harm. */
    REMIND,
    /** Doing it twice does. */
    CHARGE
  }

  /** Whether doing it twice does no harm. */
  public boolean safe() {
    return kind == Kind.REMIND;
  }

  @Override
  public String toString() {
    return "%s %s (%s)".formatted(kind.name().toLowerCase(java.util.Locale.ROOT), customer, id);
  }
}
