package conclave.sim.lock;

import conclave.history.Outcome;
import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One acquisition of a lock and the holding of it, as the actors {@code Locks} and {@code
 * LockHolder} do it: waits in the table, looks how it stands, renews after a third of the
 * time-to-live, and believes from <em>sending</em> on, less a part for drift.
 *
 * <pre>
 *   ASKING --> WAITING <--> LOOKING --> ASKING        HELD --> RELEASING --> over
 *      |          `--> WITHDRAWING --> over            ^ `--> lost, over
 *      `-- granted ------------------------------------'
 * </pre>
 */
final class SimHold {

  enum Step {
    ASKING,
    WAITING,
    LOOKING,
    WITHDRAWING,
    HELD,
    RELEASING,
    OVER
  }

  /**
   * What is wanted.
   *
   * @param waitNanos by the clock of the process
   */
  record Wish(LockName lock, long ttlMs, long waitNanos) {}

  /** Whose hold it is. */
  interface Holder {
    void held();

    /** Not granted, lost or given back. */
    void over();
  }

  private static final long LOOK_AGAIN = 200 * Simulation.MILLI;

  /** For so long at most it is believed to wait without saying so again. */
  private static final long PATIENCE = Simulation.SECOND;

  private static final long GRACE = 2 * Simulation.SECOND;

  private final SimProcess process;
  private final Wish wish;
  private final Holder holder;
  private final long waitUntil;
  private final long deadline;
  private Step step = Step.ASKING;
  private long askAgainAt;
  private long waiter;
  private long token;
  private long validUntil;
  private long renewAt;
  private boolean renewing;
  private long rung;

  SimHold(SimProcess process, Wish wish, Holder holder) {
    this.process = process;
    this.wish = wish;
    this.holder = holder;
    this.waitUntil = process.clock() + wish.waitNanos();
    this.deadline = waitUntil + GRACE;
  }

  LockName lock() {
    return wish.lock();
  }

  Step step() {
    return step;
  }

  long token() {
    return token;
  }

  /** Whether its process acts as the holder at this moment, if it acts. */
  boolean believes() {
    return process.runs() && step == Step.HELD && process.clock() < validUntil;
  }

  /** Nothing will ever come of it. */
  boolean gone() {
    return !process.isAlive();
  }

  /** Whatever it does begins here: it looks at the clock, and a loss comes before anything else. */
  boolean awake() {
    if (step == Step.HELD && process.clock() >= validUntil) {
      lost();
    } else if (step == Step.HELD) {
      process.world().beliefs().hold(this);
    }
    return step == Step.HELD;
  }

  private long left() {
    return Math.max(1, deadline - process.clock());
  }

  void ask() {
    step = Step.ASKING;
    long sent = process.clock();
    askAgainAt = sent + PATIENCE / 2;
    long waitMs = (Math.min(PATIENCE, Math.max(0, waitUntil - sent)) + 999_999) / 1_000_000;
    LockCommand acquire =
        new LockCommand.Acquire(wish.lock(), process.owner(), wish.ttlMs(), waitMs);
    LockCall call = new LockCall.Acquire(wish.lock().toString(), process.owner());
    process
        .requests()
        .execute(acquire, left(), new Heard(Optional.of(call), reply -> asked(reply, sent)));
  }

  private void asked(LockReply reply, long sent) {
    if (reply instanceof LockReply.Granted granted) {
      token = granted.token();
      step = Step.HELD;
      believe(sent);
      if (process.clock() >= validUntil) {
        over(); // It was granted, but too late; nothing was said of it to anybody.
        return;
      }
      awake();
      holder.held();
      ring();
    } else if (reply instanceof LockReply.Waiting waiting) {
      waiter = waiting.waiter();
      waiting();
    } else {
      over();
    }
  }

  private void waiting() {
    if (process.clock() >= waitUntil) {
      step = Step.WITHDRAWING;
      LockCommand withdraw = new LockCommand.Withdraw(wish.lock(), process.owner(), waiter);
      process.requests().execute(withdraw, left(), new Heard(Optional.empty(), this::stands));
    } else {
      step = Step.WAITING;
      process.later(Math.min(LOOK_AGAIN, waitUntil - process.clock()), this::look);
    }
  }

  /** Looks how it stands; now and then it says again that it waits. */
  private void look() {
    if (process.clock() >= waitUntil) {
      waiting();
      return;
    }
    if (process.clock() >= askAgainAt) {
      ask();
      return;
    }
    step = Step.LOOKING;
    LockQuery standing = new LockQuery.Standing(wish.lock(), process.owner());
    process.requests().ask(standing, left(), new Heard(Optional.empty(), this::stands));
  }

  /** Neither a look nor a withdrawal claims a grant; who lost its place asks again. */
  private void stands(LockReply reply) {
    if (reply instanceof LockReply.Waiting) {
      waiting();
    } else if (reply instanceof LockReply.Locked && step == Step.WITHDRAWING) {
      over();
    } else {
      ask();
    }
  }

  private void believe(long sent) {
    long from = process.world().rig().countsFrom(sent, process.clock());
    long ttl = wish.ttlMs() * Simulation.MILLI;
    validUntil = from + (long) (ttl * (1 - LockWorld.DRIFT));
    renewAt = from + ttl / 3;
  }

  private void ring() {
    long mine = ++rung;
    long at = renewing ? validUntil : Math.min(renewAt, validUntil);
    process.later(
        at - process.clock(),
        () -> {
          if (mine == rung) {
            onTick();
          }
        });
  }

  private void onTick() {
    if (!awake()) {
      return;
    }
    long sent = process.clock();
    if (!renewing && sent >= renewAt) {
      renewing = true;
      LockCall call = new LockCall.Renew(wish.lock().toString(), process.owner(), token);
      process
          .requests()
          .execute(
              new LockCommand.Renew(wish.lock(), process.owner(), token),
              validUntil - sent,
              new Heard(Optional.of(call), reply -> renewed(reply, sent)));
    }
    ring();
  }

  private void renewed(LockReply reply, long sent) {
    renewing = false;
    if (reply instanceof LockReply.Granted) {
      believe(sent);
      awake();
      ring();
    } else {
      lost();
    }
  }

  void release() {
    if (!awake()) {
      return;
    }
    step = Step.RELEASING;
    process.world().beliefs().over(this);
    LockCall call = new LockCall.Release(wish.lock().toString(), process.owner(), token);
    process
        .requests()
        .execute(
            new LockCommand.Release(wish.lock(), process.owner(), token),
            Math.max(1, validUntil - process.clock()),
            new Heard(Optional.of(call), reply -> over()));
  }

  private void lost() {
    process.world().tally().add(LockFigure.LOST, 1);
    over();
  }

  private void over() {
    step = Step.OVER;
    process.world().beliefs().over(this);
    holder.over();
  }

  /** What comes of a request; where it is an operation of the history, that ends first. */
  private final class Heard implements Requests.Reply {
    private final Step asked = step;
    private final Optional<LockCall> call;
    private final Consumer<LockReply> then;
    private final int operation;

    Heard(Optional<LockCall> call, Consumer<LockReply> then) {
      LockWorld world = process.world();
      this.call = call;
      this.then = then;
      this.operation =
          call.map(c -> world.history().invoke(process.next(), c, world.simulation().now()))
              .orElse(-1);
    }

    @Override
    public void answered(LockReply reply) {
      call.ifPresent(c -> complete(result(c, reply)));
      if (isExpected()) {
        then.accept(reply);
      }
    }

    @Override
    public void failed(boolean mayBeDone) {
      call.ifPresent(c -> complete(mayBeDone ? new Outcome.Unknown<>() : new Outcome.NotDone<>()));
      if (!isExpected()) {
        return;
      }
      if (step == Step.HELD) {
        renewing = false;
        renewAt = process.clock() + wish.ttlMs() * Simulation.MILLI / 10;
        ring();
      } else {
        over();
      }
    }

    /** A grant that is over by its own clock is lost, whatever this answer says of it. */
    private boolean isExpected() {
      return step == asked && (step != Step.HELD || awake());
    }

    private void complete(Outcome<LockResult> outcome) {
      LockWorld world = process.world();
      world.history().complete(operation, outcome, world.simulation().now());
      if (outcome instanceof Outcome.Answered) {
        world.tally().add(Tally.Count.COMMITTED_OPERATIONS, 1);
      } else if (outcome instanceof Outcome.Unknown) {
        world.tally().add(Tally.Count.UNKNOWN_OPERATIONS, 1);
      }
    }
  }

  @Override
  public String toString() {
    return "%s (token %d, %s)".formatted(process.owner(), token, step);
  }

  private static Outcome<LockResult> result(LockCall call, LockReply reply) {
    if (reply instanceof LockReply.Full) {
      return new Outcome.NotDone<>();
    }
    if (call instanceof LockCall.Acquire) {
      return new Outcome.Answered<>(
          reply instanceof LockReply.Granted granted
              ? new LockResult.Granted(granted.token())
              : new LockResult.Denied());
    }
    return new Outcome.Answered<>(
        reply instanceof LockReply.Lost ? new LockResult.NotHeld() : new LockResult.Done());
  }
}
