package conclave.multijvm.links;

/**
 * What went over some links, and what did not.
 *
 * @param opened connections that were let in
 * @param refused connections that were not, since the link was cut
 * @param reset connections that a cut ended
 * @param passed bytes that arrived
 * @param lost bytes that a cut took with it on their way
 * @param held bytes on their way now, delayed or held back
 */
public record Traffic(long opened, long refused, long reset, long passed, long lost, long held) {

  static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

  Traffic plus(Traffic other) {
    return new Traffic(
        opened + other.opened,
        refused + other.refused,
        reset + other.reset,
        passed + other.passed,
        lost + other.lost,
        held + other.held);
  }

  /** What came since then; {@code held} stays as it is now. */
  public Traffic since(Traffic before) {
    return new Traffic(
        opened - before.opened,
        refused - before.refused,
        reset - before.reset,
        passed - before.passed,
        lost - before.lost,
        held);
  }

  @Override
  public String toString() {
    return "%d connections opened, %d refused, %d reset; %d bytes passed, %d lost, %d held"
        .formatted(opened, refused, reset, passed, lost, held);
  }
}
