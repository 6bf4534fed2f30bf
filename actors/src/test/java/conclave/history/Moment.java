package conclave.history;

/**
 * A place in a history. The order decides what came before what; the time is for people who read.
 *
 * @param order the number of the event in its history, from 0
 * @param time what the caller's clock said, in the caller's unit; it is not compared
 */
public record Moment(int order, long time) implements Comparable<Moment> {

  /** After every event of every history: when an answer came that never came. */
  public static final Moment NEVER = new Moment(Integer.MAX_VALUE, Long.MAX_VALUE);

  @Override
  public int compareTo(Moment other) {
    return Integer.compare(order, other.order);
  }

  @Override
  public String toString() {
    return equals(NEVER) ? "never" : Long.toString(time);
  }
}
