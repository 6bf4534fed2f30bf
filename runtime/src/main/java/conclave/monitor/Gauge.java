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
   * @param vitals null where it could not measure
   * @param failure why it could not, else empty
   */
  record Measured(Vitals vitals, String failure) implements NodeMonitor.Command {}

  private Gauge() {}

  static Behavior<Measure> create(Probe probe) {
    return Behaviors.receiveMessage(
        ask -> {
          ask.replyTo().tell(measure(probe));
          return Behaviors.same();
        });
  }

  private static Measured measure(Probe probe) {
    try {
      return new Measured(probe.measure(), "");
    } catch (IOException e) {
      return new Measured(null, e.toString());
    }
  }
}
