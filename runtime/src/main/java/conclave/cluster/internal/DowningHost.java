package conclave.cluster.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.cluster.FreshStart;
import conclave.cluster.downing.Absentee;
import conclave.cluster.downing.Downing;
import conclave.cluster.downing.Effect;
import conclave.cluster.founding.AkkaStatus;
import conclave.cluster.table.ClusterTable;
import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.RollReply;
import conclave.cluster.table.Run;
import conclave.machine.wire.MalformedException;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Hosts {@link Downing}: looks whom Akka cannot reach, reads the roll while there is somebody,
 * carries proposals, and downs. If it dies, it is started again with the same role; readings and
 * proposals that were under way are lost, and made again at the next look.
 */
public final class DowningHost extends AbstractBehavior<Object> {

  /** Its name among the system actors. */
  public static final String NAME = "conclave-downing";

  /** What the log did not answer within this is asked again. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private enum Look {
    INSTANCE
  }

  /** The roll as it was read for that look, encoded. */
  private record Answered(long look, byte[] reply) {}

  private final AkkaClusterSetup setup;
  private final Downing downing;
  private final AkkaPort akka;
  private final Effect.Handler effects = new Effects();

  private DowningHost(
      ActorContext<Object> context, AkkaClusterSetup setup, Downing downing, AkkaPort akka) {
    super(context);
    this.setup = setup;
    this.downing = downing;
    this.akka = akka;
  }

  /** Starts it; once in an ActorSystem, and only where the log is to say who is downed. */
  public static void start(ActorSystem<?> system, AkkaClusterSetup setup) {
    LiveAkka akka = new LiveAkka(system);
    Downing downing = new Downing(new Run(setup.self(), akka.uid()), setup.settings().grace());
    system.systemActorOf(create(setup, downing, akka), NAME, Props.empty());
  }

  static Behavior<Object> create(AkkaClusterSetup setup, Downing downing, AkkaPort akka) {
    Behavior<Object> host =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      context.setLoggerName("conclave.cluster");
                      timers.startTimerWithFixedDelay(Look.INSTANCE, setup.settings().look());
                      return new DowningHost(context, setup, downing, akka);
                    }));
    return Behaviors.supervise(host)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(
            Look.INSTANCE,
            () -> run(downing.look(akka.status() == AkkaStatus.IN, akka.absent(), akka.members())))
        .onMessage(Answered.class, this::onAnswered)
        .build();
  }

  private Behavior<Object> onAnswered(Answered answered) throws MalformedException {
    Roll roll = ((RollReply.Whole) RollReply.decode(answered.reply())).roll();
    return run(downing.read(answered.look(), roll));
  }

  private Behavior<Object> run(List<Effect> wanted) {
    wanted.forEach(effect -> effect.accept(effects));
    return this;
  }

  private final class Effects implements Effect.Handler {

    @Override
    public void read(long look) {
      ActorRef<Object> self = getContext().getSelf();
      setup
          .gateway()
          .tell(
              new Gateway.Ask(
                  ClusterTable.NAME,
                  ClusterTable.whole(),
                  true,
                  PATIENCE,
                  outcome -> {
                    if (outcome instanceof Outcome.Done<byte[]> done) {
                      self.tell(new Answered(look, done.value()));
                    }
                  }));
    }

    @Override
    public void propose(RollCommand command) {
      if (command instanceof RollCommand.Doubt doubt) {
        getContext()
            .getLog()
            .info(
                "Akka Cluster: {} cannot be reached by all members, or are none; asked by the log",
                doubt.runs());
      } else if (command instanceof RollCommand.GiveUp giveUp) {
        getContext()
            .getLog()
            .warn(
                "Akka Cluster: {} did not answer the log for {} looks: given up",
                giveUp.doubted().stream().map(RollCommand.Doubted::run).toList(),
                setup.settings().grace().answer());
      }
      setup
          .gateway()
          .tell(
              new Gateway.Execute(
                  ClusterTable.NAME, command.encode(), PATIENCE, Optional.empty(), outcome -> {}));
    }

    @Override
    public void down(Absentee member) {
      getContext()
          .getLog()
          .info(
              "Akka Cluster: downs {}, whose run {} is over by the log",
              member.address(),
              Long.toHexString(member.uid()));
      akka.down(member);
    }

    @Override
    public void startAfresh(String reason) {
      getContext().getLog().warn("Akka Cluster: this ActorSystem must start afresh: {}", reason);
      akka.end(new FreshStart(reason));
    }
  }
}
