package conclave.node.process;

import conclave.monitor.MonitorBoard;
import conclave.monitor.Sighting;
import conclave.node.DataDirectory;
import conclave.node.HostPort;
import conclave.node.NodeSettings;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.formation.Setup;
import conclave.node.memory.LostMajority;
import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a node begins: from its peers, by joining, or, where it has forgotten its cluster, by asking
 * all that it may know to be taken in again.
 */
final class Returning {

  private final NodeSettings settings;
  private final DataDirectory directory;

  Returning(NodeSettings settings, DataDirectory directory) {
    this.settings = settings;
    this.directory = directory;
  }

  /**
   * What its formation begins with.
   *
   * @param address where others reach it
   */
  Setup setup(HostPort address) {
    Optional<Membership> former = directory.former();
    Stream<String> known =
        former.stream().flatMap(cluster -> cluster.members().stream()).map(Member::address);
    Stream<String> told = settings.join().stream().map(HostPort::toString);
    Stream<String> peers = former.isPresent() ? peers().values().stream() : Stream.empty();
    return new Setup(
        directory.self(),
        address.toString(),
        settings.terms(),
        former.isPresent() ? new TreeMap<>() : peers(),
        Stream.of(known, told, peers).flatMap(at -> at).distinct().toList(),
        former.isPresent() ? 0 : settings.joinPatience(),
        new Setup.Past(former, settings.newCluster()));
  }

  private SortedMap<String, String> peers() {
    SortedMap<String, String> peers = new TreeMap<>();
    settings.peers().forEach((name, at) -> peers.put(name, at.toString()));
    return peers;
  }

  /**
   * That the cluster has lost its majority, as a sentence: a member that is not heard may have
   * ended, and where no log is kept it has forgotten everything then.
   */
  Optional<String> lost(NodeServices services, MonitorBoard board) {
    if (!settings.forgets()) {
      return Optional.empty();
    }
    return services
        .waitsInVain()
        .or(() -> services.membership().flatMap(known -> lost(known, board)));
  }

  private static Optional<String> lost(Membership known, MonitorBoard board) {
    Set<NodeId> silent =
        board.sightings().stream()
            .filter(seen -> seen.presence() == Sighting.Presence.UNREACHABLE)
            .map(Sighting::node)
            .collect(Collectors.toSet());
    return LostMajority.of(known, node -> false, silent::contains);
  }
}
