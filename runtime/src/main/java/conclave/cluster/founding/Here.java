package conclave.cluster.founding;

import conclave.cluster.table.Run;
import java.util.Objects;

/**
 * The answer to a knock.
 *
 * @param run who lives there
 * @param generation that it belongs to by the log; 0 for none
 * @param in whether it is in the Akka cluster of that generation, so that others can join through
 *     it
 */
public record Here(Run run, long generation, boolean in) {

  public Here {
    Objects.requireNonNull(run, "a Here without a run");
  }
}
