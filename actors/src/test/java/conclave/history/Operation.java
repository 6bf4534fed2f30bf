package conclave.history;

import conclave.history.Outcome.Answered;
import conclave.history.Outcome.NotDone;
import conclave.history.Outcome.Unknown;

/**
 * One operation of a history: who asked for what, and what came of it. The moment of its invocation
 * identifies it within its history.
 *
 * @param process the client's name; a client does one operation at a time
 * @param call what was asked
 * @param invoked when; the operation took no effect before
 * @param reply how it ended for the client
 * @param <C> the calls of the object under test
 * @param <R> its results
 */
public record Operation<C, R>(String process, C call, Moment invoked, Reply<R> reply) {

  /**
   * How and when the client stopped waiting.
   *
   * @param at for an unknown outcome, when the client gave up; the effect may come later
   */
  public record Reply<R>(Outcome<R> outcome, Moment at) {}

  /** True when the object answered, so that every explanation must place this operation. */
  public boolean answered() {
    return reply.outcome() instanceof Answered;
  }

  /** True when the operation may or may not have taken effect. */
  public boolean unknown() {
    return reply.outcome() instanceof Unknown;
  }

  /**
   * What the object answered.
   *
   * @throws IllegalStateException when it did not answer
   */
  public R result() {
    if (reply.outcome() instanceof Answered<R> answer) {
      return answer.result();
    }
    throw new IllegalStateException("no answer was recorded for " + this);
  }

  /** The same operation with another end: what a shortened or a tampered history needs. */
  public Operation<C, R> ending(Outcome<R> outcome, Moment at) {
    return new Operation<>(process, call, invoked, new Reply<>(outcome, at));
  }

  @Override
  public String toString() {
    return "[%s .. %s] %s: %s -> %s".formatted(invoked, reply.at(), process, call, end());
  }

  private String end() {
    if (reply.outcome() instanceof NotDone) {
      return "not done";
    }
    return answered() ? result().toString() : "no answer";
  }
}
