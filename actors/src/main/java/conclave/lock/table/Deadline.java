package conclave.lock.table;

/** When a grant or a wait is over by the clock of this node, and the command that says so. */
final class Deadline implements Comparable<Deadline> {
  private final long id;
  private final long nanos;
  final LockCommand command;

  /** When it is over. */
  long overAt;

  /** When to say so: at first when it is over, later again. */
  long at;

  /**
   * @param id tells deadlines of one moment apart
   * @param nanos for how long it lasts from its beginning
   */
  Deadline(long id, long nanos, LockCommand command) {
    this.id = id;
    this.nanos = nanos;
    this.command = command;
  }

  /** It lasts its whole time from that moment on. */
  void begin(long now) {
    overAt = now + nanos;
    at = overAt;
  }

  @Override
  public int compareTo(Deadline other) {
    int difference = Long.compare(at - other.at, 0);
    return difference != 0 ? difference : Long.compare(id, other.id);
  }
}
