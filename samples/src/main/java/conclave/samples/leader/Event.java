package conclave.samples.leader;

/** What happens in this lesson. */
public sealed interface Event {

  /** On which node. */
  String node();

  /** As the leader of which epoch. */
  long epoch();

  /** The node was elected, and the job runs on it. */
  record Begins(String node, long epoch) implements Event {
    @Override
    public String toString() {
      return "%s leads: the job begins in epoch %d".formatted(node, epoch);
    }
  }

  /** A report was made. */
  record Made(String node, long epoch, long report) implements Event {
    @Override
    public String toString() {
      return "%s makes report %d in epoch %d".formatted(node, report, epoch);
    }
  }

  /** A report was not made, since a later leader was here. */
  record TooLate(String node, long epoch, long later) implements Event {
    @Override
    public String toString() {
      return "%s makes no more reports: epoch %d is over, reports are of %d"
          .formatted(node, epoch, later);
    }
  }

  /** The job ends on this node. */
  record Ends(String node, long epoch) implements Event {
    @Override
    public String toString() {
      return "%s: the job of epoch %d ends".formatted(node, epoch);
    }
  }
}
