package conclave.replica.apply;

import conclave.machine.Result;
import conclave.serialization.Wire;
import java.util.List;
import java.util.Optional;

/**
 * Questions of a gateway to the machines of this node; answered by {@link Answers} or {@link
 * Failed}, or, where the leader or a message is lost, not at all.
 *
 * @param id the gateway's name for this batch
 * @param linearizable whether the machines must have applied everything that was committed when the
 *     questions arrived; else they answer as they are
 */
public record Queries(long id, boolean linearizable, List<Wire.Question> questions, Asker replyTo) {

  /** Where the answer goes. Called by the replica or its applier; must do nothing but tell. */
  @FunctionalInterface
  public interface Asker {
    void tell(Reply reply);
  }

  /** What becomes of a batch. */
  public sealed interface Reply {
    long id();
  }

  /**
   * @param answers one for each question; empty where the machine failed at it
   */
  public record Answers(long id, List<Optional<Result>> answers) implements Reply {}

  /** Nobody could say now whether an answer would be fresh: ask again later. */
  public record Failed(long id) implements Reply {}
}
