package conclave.replica.gateway;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.machine.Result;
import conclave.machine.keys.IdempotencyKey;
import conclave.raft.log.NodeId;
import conclave.replica.Alarm;
import conclave.replica.LeaderIs;
import conclave.replica.apply.Queries;
import conclave.replica.gateway.Outcome.Reason;
import conclave.replica.gateway.Outcome.Rejected;
import conclave.replica.peers.LocalActors;
import conclave.replica.peers.Peers;
import conclave.serialization.Lanes;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * A process's access to one group: takes commands and questions of callers in this process, and
 * answers each exactly once, by its deadline or at most a moment after it.
 *
 * <p>If it dies, its next life answers those who wait with {@link Outcome.Unknown} (or {@link
 * Outcome.Rejected}, where nothing was sent), and takes retries: session and numbers are kept in
 * the {@link GatewaySession}, outside.
 */
public final class Gateway extends AbstractBehavior<Object> {

  /** What callers of this node may ask. */
  public sealed interface Command {
    Reply reply();
  }

  /**
   * Where the answer goes. Called once, by the gateway, with the outcome; must do nothing but tell
   * somebody.
   */
  @FunctionalInterface
  public interface Reply {
    void tell(Outcome<byte[]> outcome);
  }

  /**
   * Applies a command to a machine, at most once.
   *
   * @param machine the machine's name
   * @param command its command, encoded; up to {@link Lanes#MAX_PAYLOAD_BYTES} less 1 KiB
   * @param within after so long it is answered in any case; up to a day, else it is rejected
   * @param retryOf what {@link Outcome.Unknown} said, where this is the same command again; then
   *     what befalls this try alone is no rejection, since the former one may have been done
   */
  public record Execute(
      String machine, byte[] command, Duration within, Optional<RequestId> retryOf, Reply reply)
      implements Command {

    /** The same command under that key, if there is one. */
    public Command under(Optional<IdempotencyKey> key) {
      return key.<Command>map(known -> new ExecuteOnce(this, known)).orElse(this);
    }
  }

  /**
   * The same, at most once among all commands under that key, whoever sends them: another one gets
   * the first answer. Rejected with {@link Outcome.Reason#KEY_USED} where the key was another
   * request's.
   */
  public record ExecuteOnce(Execute execute, IdempotencyKey key) implements Command {
    @Override
    public Reply reply() {
      return execute.reply();
    }
  }

  /**
   * Asks a machine; changes nothing.
   *
   * @param linearizable whether the answer must reflect everything that was answered before this
   *     question was asked; else the local machine answers as it stands
   * @param within as for a command
   */
  public record Ask(
      String machine, byte[] query, boolean linearizable, Duration within, Reply reply)
      implements Command {}

  /**
   * Asks the local machine, and where its answer is too old, once more as a linearizable question.
   *
   * @param ask not linearizable
   * @param isTooOld whether the local machine's reply says so; must do nothing but look
   */
  public record AskSince(Ask ask, Predicate<byte[]> isTooOld) implements Command {
    @Override
    public Reply reply() {
      return ask.reply();
    }
  }

  /**
   * What a gateway is given.
   *
   * @param standing whether it has a replica beside it
   * @param session of all lives of this gateway
   */
  public record Setup(
      String group,
      Standing standing,
      GatewaySettings settings,
      GatewaySession session,
      LongSupplier nanoClock,
      Peers peers) {}

  private enum Tick {
    INSTANCE
  }

  /** Deadlines and retries are looked at so often while anything waits. */
  private static final long TICK_NANOS = 20_000_000;

  private final Setup setup;
  private final GatewaySession session;
  private final CommandLane commands;
  private final List<QueryLane> queries = new ArrayList<>();
  private final Alarm<Object> alarm;
  private final LocalActors local;
  private final Route route;

  private Gateway(ActorContext<Object> context, Setup setup, Alarm<Object> alarm) {
    super(context);
    this.setup = setup;
    this.session = setup.session();
    this.alarm = alarm;
    this.local = new LocalActors(context.getSystem());
    this.route = new Route(setup.standing(), setup.settings().retryNanos());
    this.commands = new CommandLane(setup.settings(), session, new ToLeader());
    for (boolean fresh : new boolean[] {true, false}) {
      queries.add(new QueryLane(fresh, setup.settings(), session, new ToReplica(fresh)));
    }
  }

  /** Takes {@link Command}s, and from replicas {@link Wire.ForGateway} and {@link LeaderIs}. */
  public static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> {
          context.setLoggerName(Gateway.class);
          return Behaviors.withTimers(
              timers -> {
                long now = setup.nanoClock().getAsLong();
                setup.session().abandon(now + setup.settings().retainNanos());
                return new Gateway(
                    context, setup, new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock()));
              });
        });
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Execute.class, m -> onExecute(m, Optional.empty()))
        .onMessage(Ask.class, m -> onAsk(m, reply -> false))
        .onMessage(AskSince.class, m -> onAsk(m.ask(), m.isTooOld()))
        .onMessage(Wire.Results.class, this::onResults)
        .onMessage(Queries.Answers.class, m -> onAnswers(m.id(), 0, m.answers()))
        .onMessage(Wire.Answers.class, m -> onAnswers(m.batch(), m.first(), decoded(m)))
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(ExecuteOnce.class, m -> onExecute(m.execute(), Optional.of(m.key())))
        .onMessage(LeaderIs.class, this::onLeaderIs)
        .onMessage(Wire.Refused.class, this::onRefused)
        .onMessage(Queries.Failed.class, m -> onFailed(m.id()))
        .onMessage(Wire.AskFailed.class, m -> onFailed(m.batch()))
        .build();
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  private Behavior<Object> onExecute(Execute request, Optional<IdempotencyKey> key) {
    long now = now();
    Optional<Rejected<byte[]>> refusal =
        refusal(request.within(), "command", request.command().length);
    if (refusal.isPresent()) {
      request.reply().tell(ofEveryTry(request, refusal.get()));
      return this;
    }
    OpenCommand command = new OpenCommand(request, key, now + request.within().toNanos());
    if (request.retryOf().isPresent() && !session.retry(command)) {
      command.settle(
          new Outcome.Unknown<>(
              "what " + request.retryOf().get() + " was is forgotten", Optional.empty()));
      return this;
    }
    session.add(command);
    commands.add(command, now);
    return awake(now);
  }

  private Behavior<Object> onAsk(Ask request, Predicate<byte[]> isTooOld) {
    long now = now();
    Optional<Rejected<byte[]>> refusal =
        refusal(request.within(), "question", request.query().length);
    if (refusal.isPresent()) {
      request.reply().tell(refusal.get());
      return this;
    }
    OpenQuery query = new OpenQuery(request, isTooOld, now + request.within().toNanos());
    session.add(query);
    queue(query, now);
    return awake(now);
  }

  /** Why a request is not even begun. */
  private Optional<Rejected<byte[]>> refusal(Duration within, String what, int bytes) {
    Optional<Rejected<byte[]>> invalid = Validity.refusal(within, what, bytes);
    return invalid.isPresent() || !full(bytes) ? invalid : Optional.of(overloaded());
  }

  /** A former try may have been done: that this one is not begun says nothing of that. */
  private static Outcome<byte[]> ofEveryTry(Execute request, Rejected<byte[]> thisTry) {
    return request.retryOf().isPresent()
        ? new Outcome.Unknown<>(thisTry.message(), request.retryOf())
        : thisTry;
  }

  private void queue(OpenQuery query, long now) {
    queries.stream()
        .filter(lane -> lane.takes(query))
        .findFirst()
        .ifPresent(l -> l.add(query, now));
  }

  /** A caller's mistake is answered here: a clock of nanoseconds would overflow. */
  private boolean full(int bytes) {
    return session.count() >= setup.settings().maxRequests()
        || session.bytes() + bytes > setup.settings().maxBytes();
  }

  private Rejected<byte[]> overloaded() {
    return new Rejected<>(
        Reason.OVERLOADED,
        "%d requests of %d bytes wait for group %s"
            .formatted(session.count(), session.bytes(), setup.group()));
  }

  private Behavior<Object> awake(long now) {
    if (session.count() > 0) {
      alarm.set(now + TICK_NANOS);
    }
    return this;
  }

  private final class ToLeader implements Courier<byte[]> {

    @Override
    public NodeId send(long batch, List<byte[]> encoded) {
      NodeId to = route.target();
      Wire.Sender self = setup.standing().sender();
      setup.peers().tell(to, new Wire.Submit(setup.group(), self, batch, encoded));
      return to;
    }

    @Override
    public void silent(NodeId who, long now) {
      route.silent(who, now);
    }

    @Override
    public void helpless(NodeId who, long now) {
      route.leave(who, now);
    }
  }

  /** The own one, where there is one; else the leader's is the quickest to know what is fresh. */
  private final class ToReplica implements Courier<Wire.Question> {
    private final boolean fresh;
    private final Queries.Asker self = getContext().getSelf()::tell;

    ToReplica(boolean fresh) {
      this.fresh = fresh;
    }

    @Override
    public NodeId send(long batch, List<Wire.Question> questions) {
      if (setup.standing() instanceof Standing.Member member) {
        local.replica(setup.group(), new Queries(batch, fresh, questions, self));
        return member.self();
      }
      NodeId to = fresh ? route.target() : route.contact();
      Wire.Sender sender = setup.standing().sender();
      setup.peers().tell(to, new Wire.Ask(setup.group(), sender, batch, fresh, questions));
      return to;
    }

    /** An own replica that cannot answer says nothing about who leads. */
    @Override
    public void silent(NodeId who, long now) {
      if (setup.standing() instanceof Standing.Client) {
        route.silent(who, now);
      }
    }

    @Override
    public void helpless(NodeId who, long now) {
      if (setup.standing() instanceof Standing.Client) {
        route.leave(who, now);
      }
    }
  }

  private Behavior<Object> onResults(Wire.Results results) {
    commands.results(results, now());
    return this;
  }

  private Behavior<Object> onAnswers(long id, int first, List<Optional<Result>> answers) {
    long now = now();
    for (QueryLane lane : queries) {
      lane.answered(id, first, answers, now).forEach(tooOld -> queue(tooOld, now));
    }
    return this;
  }

  private static List<Optional<Result>> decoded(Wire.Answers answers) {
    return answers.answers().stream().map(bytes -> bytes.map(CommandLane::decoded)).toList();
  }

  private Behavior<Object> onFailed(long id) {
    queries.forEach(lane -> lane.failed(id, now()));
    return this;
  }

  private Behavior<Object> onRefused(Wire.Refused refused) {
    long now = now();
    commands.refused(refused, route.hint(refused.leader(), now), now);
    return this;
  }

  private Behavior<Object> onLeaderIs(LeaderIs known) {
    if (route.learn(known)) {
      long now = now();
      commands.newLeader(now);
      queries.forEach(lane -> lane.wake(now));
    }
    return this;
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    long now = now();
    session.commandsDue(now).forEach(command -> timeOut(command, now));
    session
        .queriesDue(now)
        .forEach(
            query ->
                session.answer(
                    query,
                    new Outcome.Rejected<>(
                        Reason.NO_LEADER, "no leader could confirm it in time")));
    commands.tick(now);
    queries.forEach(lane -> lane.tick(now));
    return awake(now);
  }

  private void timeOut(OpenCommand command, long now) {
    if (command.certainlyNotDone()) {
      session.answer(
          command, new Outcome.Rejected<>(Reason.NO_LEADER, "no leader took it in time"));
    } else {
      session.unknown(command, "no answer in time", now + setup.settings().retainNanos());
    }
  }
}
