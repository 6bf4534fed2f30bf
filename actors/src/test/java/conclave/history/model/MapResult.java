package conclave.history.model;

/** What a replicated map answers. */
public sealed interface MapResult {

  /**
   * Written or deleted.
   *
   * @param version the new version: of this change, also when it is a delete
   */
  record Changed(long version) implements MapResult {}

  /**
   * Another version than expected is there.
   *
   * @param actual that version; {@link MapCall#ABSENT} where the key is absent
   */
  record Mismatch(long actual) implements MapResult {}

  /** What a get saw. */
  record Found(String value, long version) implements MapResult {}

  /** The key to get or to delete is absent. */
  record Missing() implements MapResult {}
}
