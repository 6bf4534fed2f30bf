package conclave.samples.guarded;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.ClusterServices;
import conclave.node.HostPort;
import conclave.node.Ports;
import conclave.samples.stage.Lesson;
import conclave.samples.stage.Seats;
import conclave.samples.stage.Stage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The guarded writer; its README walks through it. */
@Command(
    name = "guarded",
    description = "A writer that takes a lock, and a store that refuses its old tokens.",
    sortOptions = false)
public final class App implements Callable<Integer> {

  private static final GuardedWriter.Times TIMES =
      new GuardedWriter.Times(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(100));
  private static final Duration TRIP = Duration.ofMillis(500);

  @Mixin private final Seats seats = new Seats();

  @Option(names = "--store", description = "Be the store, for three nodes, until Ctrl-C.")
  private boolean store;

  @Option(
      names = "--store-port",
      paramLabel = "PORT",
      defaultValue = "25520",
      description = "The port of the store, with --port and --store (${DEFAULT-VALUE}).")
  private int storePort;

  public static void main(String[] arguments) {
    Lesson.run(new App(), arguments);
  }

  @Override
  public Integer call() throws SQLException {
    try (Stage<Event> stage = new Stage<>()) {
      if (store) {
        serve(stage, storePort);
        return stage.untilCtrlC();
      }
      Optional<Seats.Seat> own = seats.own();
      if (own.isPresent()) {
        start(stage, own.get(), Store.at(storePort));
        return stage.untilCtrlC();
      }
      tell(stage);
      return 0;
    }
  }

  private static Store serve(Stage<Event> stage, int port) throws SQLException {
    Ports.requireFree(new HostPort("127.0.0.1", port), "--store-port");
    stage.atTheEnd(Store.serve(port, stage.folder()));
    stage.say("the store listens on port " + port);
    return Store.at(port);
  }

  private static ActorSystem<Courier.Command> start(
      Stage<Event> stage, Seats.Seat seat, Store store) {
    return stage.start(
        seat,
        Behaviors.setup(
            context -> {
              ClusterServices cluster = ClusterServices.get(context.getSystem());
              ActorRef<Event> audience = context.spawn(stage.audience(), "audience");
              return node(new Node(seat.name(), cluster, store, TIMES, TRIP, audience));
            }));
  }

  /**
   * What a node of this lesson needs.
   *
   * @param times of its writer
   * @param trip how long a line is on its way to the store
   * @param listener hears what happens on this node
   */
  public record Node(
      String name,
      ClusterServices cluster,
      Store store,
      GuardedWriter.Times times,
      Duration trip,
      ActorRef<Event> listener) {}

  /** The guardian of a node: a courier who may block, and a writer. It is told what he is told. */
  public static Behavior<Courier.Command> node(Node node) {
    return Behaviors.setup(
        context -> {
          ActorRef<Courier.Command> courier =
              context.spawn(
                  Courier.create(node.store(), node.trip()),
                  "courier",
                  DispatcherSelector.blocking());
          context.spawn(
              GuardedWriter.create(
                  new GuardedWriter.Setup(
                      node.name(), node.cluster().locks(), courier, node.times(), node.listener())),
              "writer");
          return Behaviors.receiveMessage(
              command -> {
                courier.tell(command);
                return Behaviors.same();
              });
        });
  }

  /** Three nodes; the way of one of them to the store is blocked while it holds the lock. */
  private static void tell(Stage<Event> stage) throws SQLException {
    Store store = serve(stage, Stage.freePort());
    Map<String, ActorSystem<Courier.Command>> nodes = new HashMap<>();
    Stage.threeSeats().forEach((name, seat) -> nodes.put(name, start(stage, seat, store)));

    String first = stage.await(Event.Stored.class, stored -> true).node();
    stage.say("-- the way from %s to the store is blocked".formatted(first));
    nodes.get(first).tell(new Courier.Block(true));

    stage.await(Event.GaveBack.class, gaveBack -> gaveBack.node().equals(first));
    stage.await(Event.Stored.class, stored -> !stored.node().equals(first));
    stage.say("-- the way from %s to the store is free again".formatted(first));
    nodes.get(first).tell(new Courier.Block(false));

    stage.await(Event.Refused.class, refused -> refused.node().equals(first));
    stage.say(
        "-- the store has lines with these tokens, in this order: %s".formatted(store.tokens()));
  }
}
