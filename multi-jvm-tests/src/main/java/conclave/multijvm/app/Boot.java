package conclave.multijvm.app;

import conclave.multijvm.control.Credentials;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a node's process is told first, through its standard input.
 *
 * @param self of this node
 * @param life the number of this process among those of its node
 * @param scenario what is the same for all nodes
 * @param addresses {@code host:port} of all nodes by name, as the others reach them
 */
public record Boot(Self self, int life, Scenario scenario, Map<String, String> addresses)
    implements Serializable {

  /** Whether this node was there from the start. */
  boolean founder() {
    return scenario.founders().containsKey(self.name());
  }

  /**
   * One node.
   *
   * @param name its name
   * @param index its number, from 1
   * @param bound {@code host:port} where it listens
   * @param directory its own
   * @param ports its own, for what the application serves
   * @param guardian the name of the class
   */
  public record Self(
      String name, int index, String bound, String directory, List<Integer> ports, String guardian)
      implements Serializable {}

  /**
   * What all nodes share.
   *
   * @param system the name of the ActorSystem
   * @param config of the user, over application.conf
   * @param conclave whether the nodes have Conclave's services
   * @param founders {@code host:port} of the nodes that were there from the start, by name
   * @param seed of the scenario
   * @param test how to call the test
   */
  public record Scenario(
      String system,
      String config,
      boolean conclave,
      Map<String, String> founders,
      long seed,
      Credentials test)
      implements Serializable {}
}
