package conclave.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.node.ClusterServices;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The cluster in memory, where whatever comes is there at once. */
final class InMemorySide extends Side {

  private final ActorTestKit testKit;
  private final InMemoryCluster cluster;

  InMemorySide(Config config, InMemoryCluster.Kinds kinds) {
    super(Duration.ZERO);
    testKit = ActorTestKit.create(InMemoryCluster.config().withFallback(config));
    cluster = InMemoryCluster.start(testKit.system(), List.of("n1", "n2", "n3"), kinds);
  }

  @Override
  Seat seat(int node) {
    ClusterServices given = cluster.services("n" + (node + 1));
    return new Seat(testKit.system(), given.locks(), given.elections(), given.maps());
  }

  @Override
  List<String> waiters(LockName lock) {
    return lock.space() == Space.LOCK
        ? cluster.lock(lock.name()).waiters()
        : cluster.election(lock.name()).candidates();
  }

  @Override
  boolean becomes(BooleanSupplier holds) {
    return holds.getAsBoolean();
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
  }
}
