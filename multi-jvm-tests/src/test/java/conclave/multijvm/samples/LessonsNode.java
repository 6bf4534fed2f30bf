package conclave.multijvm.samples;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import conclave.multijvm.NodeContext;
import conclave.multijvm.NodeGuardian;
import conclave.node.ClusterServices;
import conclave.samples.guarded.GuardedWriter;
import conclave.samples.guarded.Store;
import java.time.Duration;

/** A node on which all lessons run at once. What happens stands in its log, a line for each. */
final class LessonsNode implements NodeGuardian {

  /** Before what happened, in a line of the log. */
  static final String MARK = "lesson: ";

  /** Where the port of the store stands in the configuration. */
  static final String STORE_PORT = "lessons.store-port";

  /** So that a node which sent a line is caught before it arrives. */
  static final Duration TRIP = Duration.ofMillis(1_500);

  /** A machine that is busy is none of the store's faults. */
  private static final GuardedWriter.Times TIMES =
      new GuardedWriter.Times(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMillis(100));

  private static final Duration PAUSE = Duration.ofMillis(100);

  @Override
  public Behavior<?> create(NodeContext node) {
    return Behaviors.setup(
        context -> {
          ClusterServices cluster = ClusterServices.get(context.getSystem());
          Store store = Store.at(context.getSystem().settings().config().getInt(STORE_PORT));
          String name = node.name();
          context.spawn(
              conclave.samples.guarded.App.node(
                  new conclave.samples.guarded.App.Node(
                      name, cluster, store, TIMES, TRIP, listener(context, "guarded"))),
              "guarded");
          context.spawn(
              conclave.samples.leader.App.node(name, cluster, listener(context, "leader")),
              "leader");
          context.spawn(
              conclave.samples.routed.App.node(name, cluster, PAUSE, listener(context, "routed")),
              "routed");
          return Behaviors.empty();
        });
  }

  private static <E> ActorRef<E> listener(ActorContext<?> context, String lesson) {
    return context.spawn(
        Behaviors.receiveMessage(
            event -> {
              System.out.println(MARK + Happened.text(event)); // at once, whatever becomes of us
              return Behaviors.same();
            }),
        lesson + "-listener");
  }
}
