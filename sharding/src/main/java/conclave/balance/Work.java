package conclave.balance;

import java.time.Duration;
import java.util.Objects;

/**
 * What a worker is given. It must say {@link #done} or {@link #decline} once, from any thread, now
 * or later: until then the work counts as under way, and a worker with too much under way gets no
 * more. If the worker stops, the caller hears that nobody knows.
 *
 * @param payload the user's message
 * @param within for how long somebody still waits, from when it was sent to this node
 * @param reply where the answer goes
 */
public record Work(Object payload, Duration within, Reply reply) {

  /** Where a worker's answer goes; must do nothing but tell somebody. */
  @FunctionalInterface
  public interface Reply {
    void tell(Answer answer);
  }

  /** What a worker may say. */
  public sealed interface Answer {}

  /** It is done, and this is the reply: a message that can be serialised. */
  public record Done(Object reply) implements Answer {
    public Done {
      Objects.requireNonNull(reply, "reply");
    }
  }

  /** It is certainly not done and never will be, so that another node may try. */
  public record Declined(String why) implements Answer {
    public Declined {
      Objects.requireNonNull(why, "why");
    }
  }

  /** Says that it is done. */
  public void done(Object answer) {
    reply.tell(new Done(answer));
  }

  /** Says that it will not be done here. */
  public void decline(String why) {
    reply.tell(new Declined(why));
  }
}
