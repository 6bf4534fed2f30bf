package conclave.samples.guarded;

/** What happens in this lesson. */
public sealed interface Event {

  /** On which node. */
  String node();

  /** It was granted the lock. */
  record Holds(String node, long token) implements Event {
    @Override
    public String toString() {
      return "%s holds the lock, token %d".formatted(node, token);
    }
  }

  /** A line is on its way to the store. */
  record Sends(String node, long token, String line) implements Event {
    @Override
    public String toString() {
      return "%s sends \"%s\" with token %d".formatted(node, line, token);
    }
  }

  /** The store has it. */
  record Stored(String node, long token, String line) implements Event {
    @Override
    public String toString() {
      return "%s hears that \"%s\" is stored".formatted(node, line);
    }
  }

  /** The store has seen a greater token. */
  record Refused(String node, long token, String line, long greatest) implements Event {
    @Override
    public String toString() {
      return "%s hears that \"%s\" is REFUSED: token %d is old, the store has seen %d"
          .formatted(node, line, token, greatest);
    }
  }

  /** There was no answer for too long, or a failure. */
  record GaveBack(String node, long token, String why) implements Event {
    @Override
    public String toString() {
      return "%s gives the lock back, token %d: %s".formatted(node, token, why);
    }
  }

  /** The lock may be another's from now on. */
  record Lost(String node, long token, String why) implements Event {
    @Override
    public String toString() {
      return "%s has lost the lock, token %d: %s".formatted(node, token, why);
    }
  }
}
