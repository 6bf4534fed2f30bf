package conclave.cluster.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.cluster.FreshStart;
import conclave.cluster.founding.AkkaStatus;
import conclave.cluster.founding.Effect;
import conclave.cluster.founding.Founding;
import conclave.cluster.founding.Here;
import conclave.cluster.founding.Input;
import conclave.cluster.table.ClusterTable;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.RollReply;
import conclave.cluster.table.Run;
import conclave.machine.wire.MalformedException;
import conclave.node.HostPort;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Hosts {@link Founding}: follows the roll on this node, carries proposals and knocks, and does to
 * Akka Cluster what the role wants done. If it dies, it is started again with the same role, which
 * must not forget what it was told; proposals and answers that were under way are lost, and asked
 * for again.
 */
public final class FoundingHost extends AbstractBehavior<Object> {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-akka-cluster";

  /** A proposal that takes longer is decided upon again. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private enum Look {
    INSTANCE
  }

  private enum Settled {
    INSTANCE
  }

  private final AkkaClusterSetup setup;
  private final Founding founding;
  private final AkkaPort akka;
  private final Effect.Handler effects = new Effects();
  private AkkaStatus seen = AkkaStatus.OUT;

  private FoundingHost(
      ActorContext<Object> context, AkkaClusterSetup setup, Founding founding, AkkaPort akka) {
    super(context);
    this.setup = setup;
    this.founding = founding;
    this.akka = akka;
    Following.Subject roll =
        new Following.Subject(setup.group(), ClusterTable.NAME, ClusterTable.whole());
    context.spawn(Following.create(roll, context.getSelf().narrow()), "feed");
  }

  /** Starts it; once in an ActorSystem, and only where it is to be in an Akka cluster. */
  public static void start(ActorSystem<?> system, AkkaClusterSetup setup) {
    LiveAkka akka = new LiveAkka(system);
    Founding founding =
        new Founding(
            new Run(setup.self(), akka.uid()), setup.address(), setup.settings().patience());
    system.systemActorOf(create(setup, founding, akka), NAME, Props.empty());
  }

  static Behavior<Object> create(AkkaClusterSetup setup, Founding founding, AkkaPort akka) {
    Behavior<Object> host =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      context.setLoggerName("conclave.cluster");
                      timers.startTimerWithFixedDelay(Look.INSTANCE, setup.settings().look());
                      return new FoundingHost(context, setup, founding, akka);
                    }));
    return Behaviors.supervise(host)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Look.INSTANCE, this::onLook)
        .onMessageEquals(Settled.INSTANCE, () -> feed(new Input.Settled()))
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Leader.class, leader -> this)
        .onMessage(Knock.class, this::onKnock)
        .onMessage(Answer.class, answer -> feed(new Input.Heard(answer.here())))
        .build();
  }

  private Behavior<Object> onLook() {
    AkkaStatus now = akka.status();
    if (now != seen) {
      getContext().getLog().info("Akka Cluster: this node is {}", words(now));
      seen = now;
    }
    return feed(new Input.Tick(akka.members()));
  }

  private static String words(AkkaStatus status) {
    return switch (status) {
      case OUT -> "in none";
      case IN -> "in";
      case LEAVING -> "leaving";
      case GONE -> "out, since this ActorSystem ends";
    };
  }

  private Behavior<Object> onOpened(Feed.Opened opened) throws MalformedException {
    RollReply.Whole whole = (RollReply.Whole) RollReply.decode(opened.view());
    return feed(new Input.Told(opened.index(), whole.roll()));
  }

  /** Each event is the whole roll; the last one counts. */
  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    List<byte[]> events = changed.events();
    return feed(
        new Input.Told(changed.index(), ClusterTable.announced(events.get(events.size() - 1))));
  }

  /** Whoever gives no address gets no answer. */
  private Behavior<Object> onKnock(Knock knock) {
    return HostPort.parse(knock.address()).isPresent()
        ? feed(new Input.Knocked(knock.address()))
        : this;
  }

  private Behavior<Object> feed(Input input) {
    founding.on(akka.status(), input).forEach(effect -> effect.accept(effects));
    return this;
  }

  private final class Effects implements Effect.Handler {

    @Override
    public void propose(RollCommand command) {
      if (command instanceof RollCommand.Doubt doubt) {
        getContext()
            .getLog()
            .info(
                "Akka Cluster: nobody of generation {} lets this node in; {} are asked by the log",
                doubt.generation(),
                doubt.runs());
      }
      ActorRef<Object> self = getContext().getSelf();
      setup
          .gateway()
          .tell(
              new Gateway.Execute(
                  ClusterTable.NAME,
                  command.encode(),
                  PATIENCE,
                  Optional.empty(),
                  outcome -> self.tell(Settled.INSTANCE)));
    }

    @Override
    public void knock(String address) {
      peer(address).tell(new Knock(setup.address()));
    }

    @Override
    public void answer(String address, Here here) {
      peer(address).tell(new Answer(here));
    }

    private ActorRef<Object> peer(String address) {
      ActorSystem<?> system = getContext().getSystem();
      String path = "akka://%s@%s/system/%s".formatted(system.name(), address, NAME);
      return ActorRefResolver.get(system).resolveActorRef(path);
    }

    @Override
    public void joinSelf(long generation) {
      getContext().getLog().info("Akka Cluster: this node founds generation {}", generation);
      akka.joinSelf();
    }

    @Override
    public void joinThrough(long generation, List<String> addresses) {
      getContext()
          .getLog()
          .info("Akka Cluster: joins generation {} through {}", generation, addresses);
      akka.joinThrough(addresses);
    }

    @Override
    public void startAfresh(String reason) {
      getContext().getLog().warn("Akka Cluster: this ActorSystem must start afresh: {}", reason);
      akka.end(new FreshStart(reason));
    }
  }
}
