package conclave.samples.first;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.ClusterServices;
import conclave.samples.stage.Lesson;
import conclave.samples.stage.Seats;
import conclave.samples.stage.Stage;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The first lesson; the tutorial builds it step by step. */
@Command(
    name = "first",
    description = "A door that one porter at a time keeps.",
    sortOptions = false)
public final class App implements Callable<Integer> {

  @Mixin private final Seats seats = new Seats();

  public static void main(String[] arguments) {
    Lesson.run(new App(), arguments);
  }

  @Override
  public Integer call() {
    try (Stage<String> stage = new Stage<>()) {
      Optional<Seats.Seat> own = seats.own();
      if (own.isPresent()) {
        stage.start(own.get(), guardian(own.get().name(), stage));
        return stage.untilCtrlC();
      }
      tell(stage);
      return 0;
    }
  }

  /** The first actor of an application with a node in it. */
  private static Behavior<Void> guardian(String name, Stage<String> stage) {
    return Behaviors.setup(
        context -> {
          ClusterServices cluster = ClusterServices.get(context.getSystem());
          ActorRef<String> hall = context.spawn(stage.audience(), "hall");
          context.spawn(Porter.create(name, cluster.locks(), hall), "porter");
          return Behaviors.empty();
        });
  }

  /** Three nodes; the one whose porter keeps the door is stopped. */
  private static void tell(Stage<String> stage) {
    Stage.threeSeats().forEach((name, seat) -> stage.start(seat, guardian(name, stage)));
    String first = stage.await(String.class, line -> line.contains("keeps the door"));
    String node = first.substring(0, first.indexOf(' '));
    stage.say("-- %s is stopped now".formatted(node));
    stage.stop(node);
    stage.await(String.class, line -> line.contains("keeps the door"));
    stage.say("-- the door is kept, by another one and under a greater token");
  }
}
