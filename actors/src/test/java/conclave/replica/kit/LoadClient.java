package conclave.replica.kit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.replica.gateway.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client in a closed loop: asks one random thing after another and records what it was told. An
 * unknown write is sometimes tried again under its name: both tries are one operation then.
 */
public final class LoadClient extends AbstractBehavior<LoadClient.Command> {

  /** Figures and the history of all clients of a test. */
  public static final class Record {
    public final History<MapCall, MapResult> history = new History<>();
    public final AtomicInteger inFlight = new AtomicInteger();
    public final AtomicLong answered = new AtomicLong();
    public final AtomicLong unknown = new AtomicLong();
    public final AtomicLong rejected = new AtomicLong();
    public final AtomicLong retried = new AtomicLong();
    public volatile boolean stopping;
  }

  /**
   * @param keys how many keys all clients share
   * @param padding bytes that each value carries besides its name
   */
  public record Setup(
      String name,
      String map,
      int keys,
      int padding,
      ActorRef<ReplicatedMap.Command> target,
      Record record) {}

  /** What it takes. */
  public sealed interface Command {}

  private record Told(long operation, ReplicatedMap.Reply reply) implements Command {}

  private enum Tick implements Command {
    NEXT,
    NOBODY_ANSWERS
  }

  private static final Duration WITHIN = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Setup setup;
  private final TimerScheduler<Command> timers;
  private final SplittableRandom random;
  private final String pad;
  private final long[] versions;
  private MapCall call;
  private int recorded;
  private long operation;

  private LoadClient(ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.random = new SplittableRandom(setup.name().hashCode());
    this.pad = "x".repeat(setup.padding());
    this.versions = new long[setup.keys()];
    next();
  }

  /** Begins at once, and goes on until the record says stop. */
  public static Behavior<Command> create(Setup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new LoadClient(context, timers, setup)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(Tick.NEXT, this::next)
        .onMessageEquals(Tick.NOBODY_ANSWERS, this::onSilence)
        .build();
  }

  private Behavior<Command> next() {
    if (setup.record().stopping) {
      return Behaviors.stopped();
    }
    call = randomCall();
    recorded = setup.record().history.invoke(setup.name(), call, System.nanoTime());
    setup.record().inFlight.incrementAndGet();
    send(Optional.empty());
    return this;
  }

  private MapCall randomCall() {
    int number = random.nextInt(setup.keys());
    MapCall.Key key = new MapCall.Key(setup.map(), "k" + number);
    String value = setup.name() + "-" + operation;
    int dice = random.nextInt(100);
    if (dice < 45) {
      return new MapCall.Put(key, value);
    }
    if (dice < 80) {
      return new MapCall.Get(key);
    }
    if (dice < 95) {
      return new MapCall.CompareAndSet(key, versions[number], value);
    }
    return new MapCall.Delete(key);
  }

  private void send(Optional<RequestId> retryOf) {
    operation++;
    long current = operation;
    timers.startSingleTimer(Tick.NOBODY_ANSWERS, PATIENCE);
    ActorRef<Command> self = getContext().getSelf();
    ActorRef<ReplicatedMap.Reply> ear =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    reply -> {
                      self.tell(new Told(current, reply));
                      return Behaviors.stopped();
                    }));
    setup.target().tell(question(ear, retryOf));
  }

  private ReplicatedMap.Command question(
      ActorRef<ReplicatedMap.Reply> ear, Optional<RequestId> retryOf) {
    String key = call.key().name();
    if (call instanceof MapCall.Get) {
      return new ReplicatedMap.Get(setup.map(), key, false, WITHIN, ear);
    }
    if (call instanceof MapCall.Delete) {
      return new ReplicatedMap.Delete(setup.map(), key, Condition.ANY, WITHIN, retryOf, ear);
    }
    Condition condition = Condition.ANY;
    String value = "";
    if (call instanceof MapCall.Put put) {
      value = put.value();
    } else if (call instanceof MapCall.CompareAndSet set) {
      value = set.value();
      condition = set.expected() == 0 ? Condition.ABSENT : Condition.version(set.expected());
    }
    byte[] bytes = (value + "|" + pad).getBytes(StandardCharsets.UTF_8);
    return new ReplicatedMap.Put(setup.map(), key, bytes, condition, WITHIN, retryOf, ear);
  }

  private Behavior<Command> onSilence() {
    operation++;
    return end(Outcome.unknown());
  }

  private Behavior<Command> onTold(Told told) {
    if (told.operation() != operation) {
      return this;
    }
    if (told.reply() instanceof ReplicatedMap.Unknown unknown) {
      if (unknown.retry().isPresent() && random.nextBoolean()) {
        setup.record().retried.incrementAndGet();
        send(unknown.retry());
        return this;
      }
      return end(Outcome.unknown());
    }
    if (told.reply() instanceof ReplicatedMap.Rejected) {
      return end(Outcome.notDone());
    }
    return end(Outcome.answered(result(told.reply())));
  }

  private MapResult result(ReplicatedMap.Reply reply) {
    int number = Integer.parseInt(call.key().name().substring(1));
    if (reply instanceof ReplicatedMap.Written written) {
      versions[number] = written.version();
      return new MapResult.Changed(written.version());
    }
    if (reply instanceof ReplicatedMap.Deleted deleted) {
      versions[number] = 0;
      return new MapResult.Changed(deleted.version());
    }
    if (reply instanceof ReplicatedMap.Mismatch mismatch) {
      versions[number] = mismatch.version();
      return new MapResult.Mismatch(mismatch.version());
    }
    if (reply instanceof ReplicatedMap.Found found) {
      versions[number] = found.version();
      String text = new String(found.value(), StandardCharsets.UTF_8);
      return new MapResult.Found(text.substring(0, text.indexOf('|')), found.version());
    }
    return new MapResult.Missing();
  }

  private Behavior<Command> end(Outcome<MapResult> outcome) {
    Record record = setup.record();
    record.history.complete(recorded, outcome, System.nanoTime());
    record.inFlight.decrementAndGet();
    if (outcome instanceof Outcome.Unknown) {
      record.unknown.incrementAndGet();
    } else if (outcome instanceof Outcome.NotDone) {
      record.rejected.incrementAndGet();
    } else {
      record.answered.incrementAndGet();
    }
    timers.startSingleTimer(Tick.NEXT, PAUSE);
    return this;
  }
}
