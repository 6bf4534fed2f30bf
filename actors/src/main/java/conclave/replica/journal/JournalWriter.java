package conclave.replica.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;

/**
 * The journal's front: passes work on to the port, which outlives it, and ends with one event when
 * the journal is broken for good.
 *
 * <p>If it dies alone, work may be lost in its mailbox; so all replicas of the node are rebuilt.
 */
public final class JournalWriter {

  /** What it takes: {@link LogWork} and {@link SnapshotWork}. */
  public sealed interface Command permits LogWork, SnapshotWork, Broken {}

  record Broken(String reason) implements Command {}

  /**
   * A write or a sync failed: nobody knows what is on the disk, so this process must stop, and
   * recover from the disk when it starts again.
   *
   * @param reason a sentence for the operator
   */
  public record JournalFailed(String reason) {}

  private JournalWriter() {}

  /**
   * @param supervisor is told when the journal is broken; this actor stops then
   */
  public static Behavior<Command> create(JournalPort port, ActorRef<JournalFailed> supervisor) {
    return Behaviors.setup(
        context -> {
          context.setLoggerName(JournalWriter.class);
          ActorRef<Command> self = context.getSelf();
          port.onBroken(reason -> self.tell(new Broken(reason)));
          return Behaviors.receive(Command.class)
              .onMessage(
                  LogWork.class,
                  work -> {
                    port.submit(work);
                    return Behaviors.same();
                  })
              .onMessage(
                  SnapshotWork.class,
                  work -> {
                    port.submit(work);
                    return Behaviors.same();
                  })
              .onMessage(
                  Broken.class,
                  broken -> {
                    context.getLog().error("The journal is broken: {}", broken.reason());
                    supervisor.tell(new JournalFailed(broken.reason()));
                    return Behaviors.stopped();
                  })
              .build();
        });
  }
}
