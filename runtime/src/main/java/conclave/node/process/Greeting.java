package conclave.node.process;

import conclave.node.formation.Hello;
import conclave.serialization.CborSerializable;

/**
 * A {@link Hello} on its way.
 *
 * @param hello what the sender says of itself
 */
public record Greeting(Hello hello) implements CborSerializable, FormationHost.Command {}
