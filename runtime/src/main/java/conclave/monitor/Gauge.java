package conclave.monitor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;

/** Asks the probe, on a thread that may block. */
final class Gauge {

  record Measure(ActorRef<Measured> replyTo) {}

  /**
   * The probe has answered.
   *
   * @param gauge who asked it
   * @param vitals null where it could not measure
   * @param failure why it could not, else empty
   */
  record Measured(ActorRef<Measure> gauge, Vitals vitals, String failure)
      implements NodeMonitor.Command {}

  private Gauge() {}

  static Behavior<Measure> create(Probe probe) {
    return Behaviors.setup(
        context ->
            Behaviors.receiveMessage(
                ask -> {
                  ask.replyTo().tell(measure(context.getSelf(), probe));
                  return Behaviors.same();
                }));
  }

  private static Measured measure(ActorRef<Measure> self, Probe probe) {
    try {
      return new Measured(self, probe.measure(), "");
    } catch (IOException e) {
      return new Measured(self, null, e.toString());
    }
  }
}
