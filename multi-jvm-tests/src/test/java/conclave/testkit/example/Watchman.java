package conclave.testkit.example;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.balance.LoadView;
import conclave.monitor.MonitorEvent;
import conclave.monitor.NodeMonitor;
import conclave.monitor.alarm.AlarmKind;
import conclave.node.ClusterServices;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;

/** An actor of an application: hears how all nodes do, and says what it would do about it. */
final class Watchman extends AbstractBehavior<MonitorEvent> {

  private final ActorRef<String> says;

  private Watchman(
      ActorContext<MonitorEvent> context, ClusterServices services, ActorRef<String> says) {
    super(context);
    this.says = says;
    services.monitor().tell(new NodeMonitor.Subscribe(context.getSelf().narrow()));
  }

  static Behavior<MonitorEvent> create(ClusterServices services, ActorRef<String> says) {
    return Behaviors.setup(context -> new Watchman(context, services, says));
  }

  /** The nodes that have time for more, as far as the node of those services knows. */
  static List<String> idle(ClusterServices services) {
    List<String> idle = new ArrayList<>();
    for (LoadView.NodeLoad node : services.loads().loads()) {
      boolean good = node.reachable() && node.load() < 0.8 && node.ageNanos() < 5_000_000_000L;
      if (good) {
        idle.add(node.node().name());
      }
    }
    return idle;
  }

  @Override
  public Receive<MonitorEvent> createReceive() {
    return newReceiveBuilder()
        .onMessage(MonitorEvent.AlarmRaised.class, event -> slowDown(event.node(), event.alarm()))
        .onMessage(MonitorEvent.AlarmCleared.class, event -> goOn(event.node(), event.alarm()))
        .onMessage(MonitorEvent.NodeUnreachable.class, event -> avoid(event.node()))
        .onMessage(MonitorEvent.NodeUp.class, event -> use(event.node()))
        .build();
  }

  private Watchman slowDown(NodeId node, AlarmKind alarm) {
    return say("less for " + node.name() + ": " + alarm);
  }

  private Watchman goOn(NodeId node, AlarmKind alarm) {
    return say("no less for " + node.name() + ": " + alarm + " is over");
  }

  private Watchman avoid(NodeId node) {
    return say("nothing for " + node.name());
  }

  private Watchman use(NodeId node) {
    return say("work for " + node.name());
  }

  private Watchman say(String what) {
    says.tell(what);
    return this;
  }
}
