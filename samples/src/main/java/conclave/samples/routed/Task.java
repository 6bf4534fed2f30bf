package conclave.samples.routed;

import conclave.serialization.CborSerializable;
import java.util.Locale;

/**
 * What is to be done for a customer. Travels to the node that does it. No two tasks are the same,
 * since the desk, its start and the number name it.
 *
 * @param desk whose task it is
 * @param begun when that desk was started, which is not the first of its name
 * @param number among the tasks of that desk
 * @param customer the key: all tasks of a customer are for one node
 */
public record Task(String desk, long begun, int number, Kind kind, String customer)
    implements CborSerializable {

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
    return "%s %s (%s-%d)".formatted(kind.name().toLowerCase(Locale.ROOT), customer, desk, number);
  }
}
