package conclave.samples.leader;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.election.RunOnLeader;
import conclave.node.ClusterServices;
import conclave.samples.stage.Lesson;
import conclave.samples.stage.Seats;
import conclave.samples.stage.Stage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The job that runs on one node at a time; its README walks through it. */
@Command(
    name = "leader",
    description = "A job that runs on one node at a time.",
    sortOptions = false)
public final class App implements Callable<Integer> {

  /** The name of the election. */
  public static final String ELECTION = "reports";

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int SOME_REPORTS = 3;

  @Mixin private final Seats seats = new Seats();

  public static void main(String[] arguments) {
    Lesson.run(new App(), arguments);
  }

  @Override
  public Integer call() {
    try (Stage<Event> stage = new Stage<>()) {
      Optional<Seats.Seat> own = seats.own();
      if (own.isPresent()) {
        start(stage, own.get());
        return stage.untilCtrlC();
      }
      tell(stage);
      return 0;
    }
  }

  private static void start(Stage<Event> stage, Seats.Seat seat) {
    stage.<Void>start(
        seat,
        Behaviors.setup(
            context -> {
              ClusterServices cluster = ClusterServices.get(context.getSystem());
              ActorRef<Event> audience = context.spawn(stage.audience(), "audience");
              return node(seat.name(), cluster, audience);
            }));
  }

  /**
   * The guardian of a node: wants to lead, and runs the job while it does.
   *
   * @param listener hears what happens on this node
   */
  public static Behavior<Void> node(
      String name, ClusterServices cluster, ActorRef<Event> listener) {
    return Behaviors.setup(
        context -> {
          ReportJob.Setup job = new ReportJob.Setup(name, cluster.maps(), PAUSE, listener);
          context.spawn(
              RunOnLeader.create(
                  new RunOnLeader.Setup(cluster.elections(), ELECTION, name),
                  epoch -> ReportJob.create(job, epoch)),
              "reports");
          return Behaviors.empty();
        });
  }

  /** Three nodes; the one that leads is stopped, and another one goes on. */
  private static void tell(Stage<Event> stage) {
    Stage.threeSeats().values().forEach(seat -> start(stage, seat));

    Event.Made first = stage.await(Event.Made.class, made -> made.report() == SOME_REPORTS);
    stage.say("-- %s is stopped while it leads".formatted(first.node()));
    stage.stop(first.node());

    Event.Made second = stage.await(Event.Made.class, made -> made.epoch() > first.epoch());
    Event.Made last =
        stage.await(Event.Made.class, made -> made.report() == second.report() + SOME_REPORTS - 1);
    List<Long> reports =
        stage
            .heard(Event.Made.class)
            .map(Event.Made::report)
            .filter(report -> report <= last.report())
            .toList();
    int different = new HashSet<>(reports).size();
    stage.say(
        "-- reports made: %d of %d, twice: %d; epoch %d began with report %d"
            .formatted(
                different,
                last.report(),
                reports.size() - different,
                second.epoch(),
                second.report()));
  }
}
