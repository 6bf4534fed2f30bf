package conclave.multijvm.scenario;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import com.typesafe.config.ConfigFactory;
import conclave.balance.Router;
import conclave.balance.Work;
import conclave.balance.route.Outcome;
import conclave.balance.route.Policy;
import conclave.cli.Conclave;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.node.process.NodeRunner;
import java.time.Duration;

/**
 * An application with a node inside. It has a worker, and asks for work again and again: by key, by
 * load and in turn. A line in its log for each says who did it, or that it is lost.
 */
final class WorkingNode extends AbstractBehavior<Object> {

  /** In the log: then how it was routed, and the name of the node that did it. */
  static final String DONE = "Work done: ";

  /** In the log: work that nobody did in time, or of which nobody knows. */
  static final String LOST = "Work lost: ";

  static final String BY_KEY = "by key";
  static final String BY_LOAD = "by load";
  static final String IN_TURN = "in turn";

  private static final String SERVICE = "work";
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(60);
  private static final int KEYS = 30;

  private record Finished(String how, Outcome outcome) {}

  private enum Next {
    INSTANCE
  }

  private final ActorRef<Router.Command> router;
  private int asked;

  private WorkingNode(ActorContext<Object> context, ActorRef<Router.Command> router, String name) {
    super(context);
    this.router = router;
    ActorRef<Work> worker = context.spawn(worker(name), "worker");
    router.tell(new Router.Register(SERVICE, worker, context.getSelf().narrow()));
  }

  public static void main(String[] arguments) {
    System.getProperties().putIfAbsent("logback.configurationFile", "conclave-node-logback.xml");
    System.exit(Conclave.run(WorkingNode::launch, arguments));
  }

  private static Running launch(NodeSettings settings) {
    Running node = new NodeRunner().launch(settings);
    ActorSystem<Object> application =
        ActorSystem.create(
            application(node.services().router(), settings.name()),
            "application",
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    node.stopped().whenComplete((stopped, failed) -> application.terminate());
    return node;
  }

  private static Behavior<Object> application(ActorRef<Router.Command> router, String name) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setLoggerName(WorkingNode.class);
                  timers.startTimerWithFixedDelay(Next.INSTANCE, PAUSE);
                  return new WorkingNode(context, router, name);
                }));
  }

  private static Behavior<Work> worker(String name) {
    return Behaviors.receiveMessage(
        work -> {
          work.done(name);
          return Behaviors.same();
        });
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Next.INSTANCE, this::onNext)
        .onMessage(Finished.class, this::onFinished)
        .onMessage(Router.Registration.class, registration -> this)
        .build();
  }

  private Behavior<Object> onNext() {
    int number = asked++;
    switch (number % 3) {
      case 0 -> ask(BY_KEY, new Policy.ByKey("key-" + number % KEYS));
      case 1 -> ask(BY_LOAD, new Policy.LeastLoaded());
      default -> ask(IN_TURN, new Policy.RoundRobin());
    }
    return this;
  }

  private void ask(String how, Policy policy) {
    ActorRef<Outcome> replyTo =
        getContext()
            .spawnAnonymous(
                Behaviors.receive(
                    (context, outcome) -> {
                      getContext().getSelf().tell(new Finished(how, outcome));
                      return Behaviors.stopped();
                    }));
    router.tell(new Router.Route(SERVICE, policy, "do it", true, WITHIN, replyTo));
  }

  private Behavior<Object> onFinished(Finished finished) {
    if (finished.outcome() instanceof Outcome.Done done) {
      getContext().getLog().info("{}{} at {}", DONE, finished.how(), done.reply());
    } else {
      getContext().getLog().info("{}{}: {}", LOST, finished.how(), finished.outcome());
    }
    return this;
  }
}
