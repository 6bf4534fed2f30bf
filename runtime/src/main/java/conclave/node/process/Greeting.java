package conclave.node.process;

import conclave.node.formation.Hello;
import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * A {@link Hello} on its way.
 *
 * @param hello what the sender says of itself
 */
public record Greeting(Hello hello) implements CborSerializable, FormationHost.Command {

  public Greeting {
    Objects.requireNonNull(hello, "a Greeting without a Hello");
  }
}
