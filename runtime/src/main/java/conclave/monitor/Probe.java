package conclave.monitor;

import java.io.IOException;

/** Port to what measures this node. */
public interface Probe {

  /**
   * Measures now; may block, since a disk may take its time.
   *
   * @throws IOException naming what could not be measured
   */
  Vitals measure() throws IOException;
}
