package register;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;

/** The application: one text. The primary has it; the copies pass on what they are asked. */
public final class Register {

  private static final Duration UPDATES = Duration.ofMillis(500);

  /** Between nodes, and from whoever asks. */
  public sealed interface Message {}

  /** Have this text from now on; answered with {@code written}. */
  public record Write(String text, ActorRef<String> replyTo) implements Message {}

  /** Which text is there? Empty at first. */
  public record Read(ActorRef<String> replyTo) implements Message {}

  /** To the copies: this is the text, at this moment. */
  public record Update(String text) implements Message {}

  private record Tick() implements Message {}

  private Register() {}

  /** The one that has the text, and tells the copies of it now and then. */
  public static Behavior<Message> primary(List<ActorRef<Message>> copies) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Tick(), UPDATES);
          return holding("", copies);
        });
  }

  private static Behavior<Message> holding(String text, List<ActorRef<Message>> copies) {
    return Behaviors.receive(Message.class)
        .onMessage(
            Write.class,
            write -> {
              write.replyTo().tell("written");
              return holding(write.text(), copies);
            })
        .onMessage(
            Read.class,
            read -> {
              read.replyTo().tell(text);
              return Behaviors.same();
            })
        .onMessage(
            Tick.class,
            tick -> {
              copies.forEach(copy -> copy.tell(new Update(text)));
              return Behaviors.same();
            })
        .build();
  }

  /**
   * One that passes on what it is asked.
   *
   * @param hasty answers reads with the last update, which may be an old text: the bug that the
   *     scenario finds
   */
  public static Behavior<Message> copy(ActorRef<Message> primary, boolean hasty) {
    return copying(primary, hasty, "");
  }

  private static Behavior<Message> copying(ActorRef<Message> primary, boolean hasty, String last) {
    return Behaviors.receive(Message.class)
        .onMessage(Update.class, update -> copying(primary, hasty, update.text()))
        .onMessage(
            Read.class,
            read -> {
              if (hasty) {
                read.replyTo().tell(last);
              } else {
                primary.tell(read);
              }
              return Behaviors.same();
            })
        .onMessage(
            Write.class,
            write -> {
              primary.tell(write);
              return Behaviors.same();
            })
        .build();
  }
}
