package conclave.history.model;

/** What a replicated map can be asked. Values are text; a caller with bytes encodes them. */
public sealed interface MapCall {

  /** Expected version: whatever is there, or nothing. */
  long ANYTHING = -1;

  /** Expected version: the key is absent. */
  long ABSENT = 0;

  /** Which key of which map. */
  Key key();

  /** A key of a map. */
  record Key(String map, String name) {

    @Override
    public String toString() {
      return map + "/" + name;
    }
  }

  record Get(Key key) implements MapCall {}

  record Put(Key key, String value) implements MapCall {}

  /**
   * Writes only over a version.
   *
   * @param expected a version, or {@link #ABSENT}
   */
  record CompareAndSet(Key key, long expected, String value) implements MapCall {

    public CompareAndSet {
      if (expected < ABSENT) {
        throw new IllegalArgumentException("no such version to expect: " + expected);
      }
    }
  }

  /**
   * Removes a key.
   *
   * @param expected a version, or {@link #ANYTHING}
   */
  record Delete(Key key, long expected) implements MapCall {

    public Delete {
      if (expected != ANYTHING && expected <= ABSENT) {
        throw new IllegalArgumentException("no such version to delete: " + expected);
      }
    }

    public Delete(Key key) {
      this(key, ANYTHING);
    }
  }
}
