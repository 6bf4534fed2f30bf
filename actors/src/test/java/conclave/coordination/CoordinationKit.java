package conclave.coordination;

import com.typesafe.config.ConfigFactory;
import conclave.election.ElectionSettings;
import conclave.lock.LockSettings;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.util.SplittableRandom;

/** Locks and elections on a node of a test's cluster, with the settings of reference.conf. */
public final class CoordinationKit {

  private CoordinationKit() {}

  /** Starts them; once on a node. */
  public static CoordinationServices start(NodeKit node) {
    return CoordinationServices.start(
        node.system(),
        new CoordinationServices.Setup(
            node.id(),
            ClusterKit.GROUP,
            node.gateway(),
            LockSettings.create(ConfigFactory.load()),
            ElectionSettings.create(ConfigFactory.load()),
            System::nanoTime,
            new SplittableRandom(node.id().incarnation())));
  }
}
