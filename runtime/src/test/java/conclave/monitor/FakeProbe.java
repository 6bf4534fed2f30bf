package conclave.monitor;

import conclave.monitor.fitness.Suitability;
import java.io.IOException;

/** Measures what a test says. */
final class FakeProbe implements Probe {

  /** May block or fail. */
  interface Measurement {
    Vitals now() throws IOException;
  }

  static final Syncs SYNCS = new Syncs(0.5, 0.25);

  volatile Measurement measurement = () -> Figures.FULL;
  volatile Syncs syncs = SYNCS;

  @Override
  public Vitals measure() throws IOException {
    return measurement.now();
  }

  @Override
  public Suitability suitability() {
    return Figures.WELL;
  }

  @Override
  public Syncs syncs() {
    return syncs;
  }
}
