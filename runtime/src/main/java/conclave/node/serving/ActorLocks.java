package conclave.node.serving;

import akka.actor.typed.ActorRef;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.http.lock.LockOutcome;
import conclave.http.lock.LockService;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Locks as HTTP asks for them, over this node's {@link Locks}. */
public final class ActorLocks implements LockService {

  /** Locks answers by the deadline or a moment after; this comes only where it died meanwhile. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  static final Locks.Unknown NO_ANSWER = new Locks.Unknown("the locks did not answer");

  private final ActorRef<Locks.Command> locks;
  private final Errands errands;

  public ActorLocks(ActorRef<Locks.Command> locks, Errands errands) {
    this.locks = locks;
    this.errands = errands;
  }

  @Override
  public CompletionStage<LockOutcome> acquire(Wanted wanted, Terms terms) {
    Question<Locks.Reply> question =
        question(
            terms.deadline(),
            replyTo ->
                request(
                    terms,
                    new Locks.Acquire(
                        new LockName(Space.LOCK, wanted.name()),
                        wanted.owner(),
                        wanted.ttl(),
                        wanted.waitAtMost(),
                        terms.deadline(),
                        replyTo)));
    return errands.ask(question, wanted.callerGone()).thenApply(ActorLocks::outcome);
  }

  @Override
  public CompletionStage<LockOutcome> renew(Grant grant, Terms terms) {
    LockName name = new LockName(Space.LOCK, grant.name());
    Duration within = terms.deadline();
    return ask(
        within,
        replyTo ->
            request(terms, new Locks.Renew(name, grant.owner(), grant.token(), within, replyTo)));
  }

  @Override
  public CompletionStage<LockOutcome> release(Grant grant, Terms terms) {
    LockName name = new LockName(Space.LOCK, grant.name());
    Duration within = terms.deadline();
    return ask(
        within,
        replyTo ->
            request(terms, new Locks.Release(name, grant.owner(), grant.token(), within, replyTo)));
  }

  private void request(Terms terms, Locks.Request request) {
    locks.tell(terms.key().<Locks.Command>map(key -> new Locks.Once(request, key)).orElse(request));
  }

  private CompletionStage<LockOutcome> ask(Duration deadline, Consumer<ActorRef<Locks.Reply>> ask) {
    return errands.ask(question(deadline, ask)).thenApply(ActorLocks::outcome);
  }

  private static Question<Locks.Reply> question(
      Duration deadline, Consumer<ActorRef<Locks.Reply>> ask) {
    return new Question<>(
        Locks.Reply.class,
        0,
        deadline.plus(GRACE),
        NO_ANSWER,
        why -> new Locks.Rejected(why.reason(), why.sentence()),
        ask);
  }

  @Override
  public CompletionStage<LockOutcome> list(int most, Duration deadline) {
    CompletableFuture<LockOutcome> answer = new CompletableFuture<>();
    errands.run(
        new Errands.Errand(
            LockPages.create(new LockPages.Setup(locks, most, deadline, answer::complete)),
            0,
            why -> answer.complete(rejected(new Locks.Rejected(why.reason(), why.sentence())))));
    return answer;
  }

  static LockOutcome outcome(Locks.Reply reply) {
    if (reply instanceof Locks.Granted granted) {
      return new LockOutcome.Granted(granted.token(), granted.ttl());
    }
    if (reply instanceof Locks.Locked locked) {
      return new LockOutcome.Locked(locked.owner());
    }
    if (reply instanceof Locks.Released) {
      return new LockOutcome.Released();
    }
    if (reply instanceof Locks.Lost) {
      return new LockOutcome.Lost();
    }
    if (reply instanceof Locks.Rejected rejected) {
      return rejected(rejected);
    }
    return new LockOutcome.Unavailable(false, ((Locks.Unknown) reply).message());
  }

  private static LockOutcome rejected(Locks.Rejected rejected) {
    return switch (rejected.reason()) {
      case OVERLOADED -> new LockOutcome.Overloaded(rejected.message());
      case INVALID -> new LockOutcome.Invalid(rejected.message());
      case KEY_USED -> new LockOutcome.KeyReused();
      case NO_LEADER, NO_SPACE, ENDED -> new LockOutcome.Unavailable(true, rejected.message());
    };
  }
}
