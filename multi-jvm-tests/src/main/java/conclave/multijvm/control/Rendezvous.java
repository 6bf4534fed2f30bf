package conclave.multijvm.control;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/**
 * A barrier as one who arrives sees it.
 *
 * @param barrier its name
 * @param parties who must come; empty for the test and every node that runs when the first arrives
 * @param within how long this one waits
 */
public record Rendezvous(String barrier, Set<String> parties, Duration within)
    implements Serializable {

  public Rendezvous {
    parties = Set.copyOf(parties);
  }
}
