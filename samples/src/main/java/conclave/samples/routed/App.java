package conclave.samples.routed;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.ClusterServices;
import conclave.samples.stage.Lesson;
import conclave.samples.stage.Seats;
import conclave.samples.stage.Stage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Work that is routed by key; its README walks through it. */
@Command(
    name = "routed",
    description = "Work that goes to the node of its key, and on to another one.",
    sortOptions = false)
public final class App implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofMillis(200);

  @Mixin private final Seats seats = new Seats();

  public static void main(String[] arguments) {
    Lesson.run(new App(), arguments);
  }

  @Override
  public Integer call() {
    try (Stage<Event> stage = new Stage<>()) {
      Optional<Seats.Seat> own = seats.own();
      if (own.isPresent()) {
        start(stage, own.get(), PAUSE);
        return stage.untilCtrlC();
      }
      tell(stage);
      return 0;
    }
  }

  private static ActorSystem<Desk.Command> start(
      Stage<Event> stage, Seats.Seat seat, Duration pause) {
    return stage.start(
        seat,
        Behaviors.setup(
            context -> {
              ClusterServices cluster = ClusterServices.get(context.getSystem());
              ActorRef<Event> audience = context.spawn(stage.audience(), "audience");
              return node(seat.name(), cluster, pause, audience);
            }));
  }

  /**
   * The guardian of a node: a clerk, and a desk. It is told what the desk is told.
   *
   * @param pause between two tasks that the desk thinks of itself; zero for none
   * @param listener hears what happens on this node
   */
  public static Behavior<Desk.Command> node(
      String name, ClusterServices cluster, Duration pause, ActorRef<Event> listener) {
    return Behaviors.setup(
        context -> {
          context.spawn(Clerk.create(name, cluster.router(), listener), "clerk");
          ActorRef<Desk.Command> desk =
              context.spawn(
                  Desk.create(new Desk.Setup(name, cluster.router(), pause, listener)), "desk");
          return Behaviors.receiveMessage(
              command -> {
                desk.tell(command);
                return Behaviors.same();
              });
        });
  }

  /** Three nodes with clerks, and a desk on one of them; another one is stopped. */
  private static void tell(Stage<Event> stage) {
    stage.say("-- the desk is on n1");
    Stage.threeSeats()
        .forEach((name, seat) -> start(stage, seat, name.equals("n1") ? PAUSE : Duration.ZERO));

    Event.Done before =
        stage.await(Event.Done.class, done -> !done.task().safe() && !done.by().equals("n1"));
    String customer = before.task().customer();
    stage.say("-- %s is stopped; %s is one of its customers".formatted(before.by(), customer));
    stage.stop(before.by());

    Event.Done after =
        stage.await(
            Event.Done.class,
            done ->
                !done.task().safe()
                    && done.task().customer().equals(customer)
                    && !done.by().equals(before.by()));
    stage.say("-- %s is charged by %s now".formatted(customer, after.by()));
    summary(stage);
  }

  private static void summary(Stage<Event> stage) {
    List<Task> charges =
        stage.heard(Event.Did.class).map(Event::task).filter(task -> !task.safe()).toList();
    long unknown = stage.heard(Event.Unknown.class).filter(event -> !event.task().safe()).count();
    stage.say(
        "-- charges made: %d, twice: %d; nobody knows of: %d"
            .formatted(charges.size(), charges.size() - new HashSet<>(charges).size(), unknown));
    long reminders = stage.heard(Event.Done.class).filter(done -> done.task().safe()).count();
    long failed =
        Stream.concat(stage.heard(Event.NotDone.class), stage.heard(Event.Unknown.class))
            .filter(event -> event.task().safe())
            .count();
    stage.say("-- reminders sent: %d, failed: %d".formatted(reminders, failed));
  }
}
