package conclave.node.speech;

import conclave.protocol.ActiveProtocol;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows of protocol versions: what the members speak, what is in use. Thread-safe.
 */
public final class Protocols {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.members");

  private final ProtocolVersion newest;
  private final ActiveProtocol active = new ActiveProtocol(ProtocolVersion.OLDEST);
  private volatile SortedMap<NodeId, Spoken> spoken = Collections.emptySortedMap();

  /**
   * @param newest what this node speaks at most
   */
  public Protocols(ProtocolVersion newest) {
    this.newest = newest;
  }

  /** Which one is in use. */
  public ActiveProtocol active() {
    return active;
  }

  /** The members said so. */
  public void heard(SortedMap<NodeId, Spoken> members) {
    spoken = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  /**
   * What that node promised to speak at least; nobody is taken to have promised anything unsaid.
   */
  public ProtocolVersion promisedBy(NodeId node) {
    return spokenBy(node)
        .map(words -> new ProtocolVersion(words.promised()))
        .orElse(ProtocolVersion.OLDEST);
  }

  /** What that node speaks at most; empty where it was not heard. */
  public Optional<Integer> newestOf(NodeId node) {
    return spokenBy(node).map(Spoken::newest);
  }

  private Optional<Spoken> spokenBy(NodeId node) {
    return Optional.ofNullable(spoken.get(node));
  }

  /**
   * The log says that this version is in use.
   *
   * @return why this node must end, if it does not speak it
   */
  public Optional<String> use(ProtocolVersion version) {
    if (newest.compareTo(version) < 0) {
      return Optional.of(
          "the cluster uses protocol version %s, this node speaks %s to %s"
              .formatted(version, ProtocolVersion.OLDEST, newest));
    }
    if (active.raise(version)) {
      LOG.info("Protocol version {} is in use: every member speaks it for good", version);
    }
    return Optional.empty();
  }
}
