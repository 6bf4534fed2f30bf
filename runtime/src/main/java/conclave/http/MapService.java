package conclave.http;

import conclave.machine.keys.IdempotencyKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Port to the replicated maps. Each stage completes within the deadline with an outcome; a failed
 * stage is a defect of the implementation and reported as an unknown outcome. Called from any
 * thread; never blocks.
 */
public interface MapService {

  /** How fresh a read is. */
  enum Consistency {
    /** Sees every write that was acknowledged before the read began. */
    LINEARIZABLE,
    /** What this node's replica holds. */
    STALE
  }

  /**
   * On what terms a change is made.
   *
   * @param key under which it is made once, and answered the same again; empty for none
   * @param deadline within which there is an outcome
   */
  record Terms(Condition condition, Optional<IdempotencyKey> key, Duration deadline) {}

  /** Writes; {@code value} belongs to the service from now on. */
  CompletionStage<MapOutcome> put(EntryKey key, byte[] value, Terms terms);

  /** Reads. */
  CompletionStage<MapOutcome> get(EntryKey key, Consistency consistency, Duration deadline);

  /**
   * Reads what this node's replica holds once it has the change of that version, of whatever key;
   * where it is behind, as if it were asked to be linearizable.
   */
  CompletionStage<MapOutcome> getSince(EntryKey key, long version, Duration deadline);

  /** Deletes; the outcome of a delete that happened is {@link MapOutcome.Written}. */
  CompletionStage<MapOutcome> delete(EntryKey key, Terms terms);
}
