package conclave.cluster.internal;

import conclave.cluster.founding.Here;
import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * The answer to a {@link Knock}.
 *
 * @param here who lives there
 */
public record Answer(Here here) implements CborSerializable {

  public Answer {
    Objects.requireNonNull(here, "an Answer without a Here");
  }
}
