package conclave.testkit;

import com.typesafe.config.Config;
import conclave.coordination.CoordinationServices;
import conclave.election.ElectionSettings;
import conclave.election.LeaderElection;
import conclave.lock.LockSettings;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Three nodes in this JVM with Raft, journals on the disk and links over loopback. */
final class RealSide extends Side {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ClusterKit cluster;
  private final List<Seat> seats = new ArrayList<>();

  RealSide(Path folder, Config config) throws IOException {
    super(PATIENCE);
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.defaults(4 << 20, 64 << 10),
            () ->
                Map.of(
                    LockTable.NAME,
                    new LockTable(LockLimits.STANDARD),
                    MapTable.NAME,
                    new MapTable(MapLimits.STANDARD)));
    cluster.nodes().forEach(node -> seats.add(seat(node, config)));
  }

  private static Seat seat(NodeKit node, Config config) {
    CoordinationServices services =
        CoordinationServices.start(
            node.system(),
            new CoordinationServices.Setup(
                node.id(),
                ClusterKit.GROUP,
                node.gateway(),
                LockSettings.create(config),
                ElectionSettings.create(config),
                System::nanoTime,
                new SplittableRandom(node.id().hashCode())));
    return new Seat(node.system(), services.locks(), services.elections(), node.map());
  }

  @Override
  Seat seat(int node) {
    return seats.get(node);
  }

  @Override
  List<String> waiters(LockName lock) {
    Optional<Outcome<byte[]>> outcome =
        ask(
            0,
            replyTo ->
                cluster
                    .nodes()
                    .get(0)
                    .gateway()
                    .tell(
                        new Gateway.Ask(
                            LockTable.NAME,
                            new LockQuery.All().encode(),
                            true,
                            PATIENCE,
                            replyTo::tell)));
    return view(outcome.orElseThrow()).events().stream()
        .filter(event -> event instanceof LockEvent.Waits && event.lock().equals(lock))
        .map(event -> lock.space() == Space.LOCK ? event.owner() : candidate(event))
        .toList();
  }

  private static String candidate(LockEvent event) {
    return LeaderElection.candidateOf(event.owner());
  }

  private static LockReply.View view(Outcome<byte[]> outcome) {
    try {
      return (LockReply.View) LockReply.decode(((Outcome.Done<byte[]>) outcome).value());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  boolean becomes(BooleanSupplier holds) {
    ClusterKit.await("what the script expects", holds);
    return true;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
