package conclave.cli.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.node.client.ClusterClient;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * All clients of a bench in one actor: each has exactly one request outstanding and sends the next
 * as soon as it is answered, or {@link #PAUSE} after a rejection, which may come at once. Previous
 * and next phases as the package draws them.
 */
final class Driver extends AbstractBehavior<Object> {

  /**
   * @param seed decides which keys are taken
   * @param progress hears how far it came
   * @param done hears the result, once
   */
  record Setup(
      Plan plan, LongSupplier nanoClock, long seed, Progress progress, Consumer<Report> done) {}

  private record Answered(int client, Outcome<byte[]> outcome) {}

  /** A client that was rejected has waited. */
  private record Again(int client) {}

  private enum Bell {
    WARM,
    OVER
  }

  private enum Phase {
    FILLING,
    WARMING,
    MEASURING,
    DONE
  }

  static final Duration PAUSE = Duration.ofMillis(10);

  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final MapWork filling;
  private final Work work;
  private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
  private final Gateway.Reply[] replies;
  private final long[] askedAt;
  private final int[] keys;
  private ActorRef<Gateway.Command> gateway;
  private Phase phase = Phase.FILLING;
  private int nextToFill;
  private int filled;
  private long errors;
  private long beganAt;

  private Driver(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.replies = new Gateway.Reply[setup.plan().clients()];
    this.askedAt = new long[replies.length];
    this.keys = new int[replies.length];
    ActorRef<Object> self = context.getSelf();
    for (int i = 0; i < replies.length; i++) {
      int client = i;
      replies[i] = outcome -> self.tell(new Answered(client, outcome));
    }
    SplittableRandom random = new SplittableRandom(setup.seed());
    this.filling = new MapWork(setup.plan(), replies, random);
    this.work =
        setup.plan().op() == Plan.Op.LOCK ? new LockWork(setup.plan(), replies, random) : filling;
  }

  /** Waits for the cluster, and begins. */
  static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Driver(context, timers, setup)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Again.class, again -> again(again.client()))
        .onMessage(ClusterClient.Connected.class, this::onConnected)
        .onMessage(ClusterClient.Waiting.class, this::onWaiting)
        .onMessageEquals(Bell.WARM, this::onWarm)
        .onMessageEquals(Bell.OVER, this::onOver)
        .build();
  }

  private Behavior<Object> onWaiting(ClusterClient.Waiting waiting) {
    setup.progress().stands(waiting.sentence());
    return this;
  }

  private Behavior<Object> onConnected(ClusterClient.Connected connected) {
    gateway = connected.gateways().get(setup.plan().op().group());
    if (setup.plan().op() == Plan.Op.GET) {
      tellFilled();
      for (int i = 0; i < replies.length; i++) {
        fill(i);
      }
      return this;
    }
    return load();
  }

  private void tellFilled() {
    String sentence = "%d of %d keys were written, and then no more for %d s";
    setup
        .progress()
        .came(
            sentence.formatted(filled, setup.plan().keys(), Progress.PATIENCE.toSeconds()),
            Duration.ZERO);
  }

  /** What is read must have been written. */
  private void fill(int client) {
    if (nextToFill < setup.plan().keys()) {
      keys[client] = nextToFill;
      nextToFill++;
      gateway.tell(filling.put(client, keys[client]));
    }
  }

  private Behavior<Object> load() {
    phase = Phase.WARMING;
    Plan.Times times = setup.plan().times();
    setup.progress().came("the load did not end", times.warmup().plus(times.measured()));
    timers.startSingleTimer(Bell.WARM, times.warmup());
    for (int i = 0; i < replies.length; i++) {
      ask(i);
    }
    return this;
  }

  private void ask(int client) {
    askedAt[client] = setup.nanoClock().getAsLong();
    gateway.tell(work.begin(client));
  }

  private Behavior<Object> onAnswered(Answered answered) {
    int client = answered.client();
    Work.Step step = work.heard(client, answered.outcome());
    if (step.next().isPresent()) {
      gateway.tell(step.next().get());
      return this;
    }
    if (phase == Phase.FILLING && step.succeeded()) {
      return onFilled(client);
    }
    if (phase == Phase.MEASURING) {
      count(setup.nanoClock().getAsLong() - askedAt[client], step.succeeded());
    }
    if (answered.outcome() instanceof Outcome.Rejected) {
      timers.startSingleTimer(new Again(client), PAUSE);
      return this;
    }
    return again(client);
  }

  private Behavior<Object> again(int client) {
    if (phase == Phase.FILLING) {
      gateway.tell(filling.put(client, keys[client]));
    } else if (phase != Phase.DONE) {
      ask(client);
    }
    return this;
  }

  private Behavior<Object> onFilled(int client) {
    filled++;
    tellFilled();
    fill(client);
    return filled == setup.plan().keys() ? load() : this;
  }

  private void count(long nanos, boolean succeeded) {
    if (succeeded) {
      latencies.recordValue(Math.min(nanos / 1_000, LONGEST_MICROS));
    } else {
      errors++;
    }
  }

  private Behavior<Object> onWarm() {
    phase = Phase.MEASURING;
    beganAt = setup.nanoClock().getAsLong();
    timers.startSingleTimer(Bell.OVER, setup.plan().times().measured());
    return this;
  }

  private Behavior<Object> onOver() {
    phase = Phase.DONE;
    long nanos = setup.nanoClock().getAsLong() - beganAt;
    setup.done().accept(new Report(setup.plan(), nanos, latencies, errors));
    return this;
  }
}
