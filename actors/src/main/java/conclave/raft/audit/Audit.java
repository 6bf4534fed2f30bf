package conclave.raft.audit;

import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The fingerprints of one group at one entry, as its leader collects them. Everybody may be found
 * wrong; only voters say what is right, since more than half of them cannot be outvoted.
 */
final class Audit {
  private final long term;
  private final EntryId at;
  private final Configuration members;
  private final Map<NodeId, Fingerprint> testimonies = new TreeMap<>();

  Audit(long term, EntryId at, Configuration members) {
    this.term = term;
    this.at = at;
    this.members = members;
  }

  long term() {
    return term;
  }

  EntryId at() {
    return at;
  }

  /** Whether that counts: a member, and the very entry. */
  boolean testifies(NodeId who, Fingerprint fingerprint) {
    boolean counts = fingerprint.at().equals(at) && members.contains(who);
    if (counts) {
      testimonies.put(who, fingerprint);
    }
    return counts;
  }

  Optional<Fingerprint> of(NodeId who) {
    return Optional.ofNullable(testimonies.get(who));
  }

  Map<NodeId, Fingerprint> testimonies() {
    return testimonies;
  }

  /** What more than half of the voters have. */
  Optional<Fingerprint> agreed() {
    return testimonies.values().stream()
        .filter(candidate -> 2 * votersWith(candidate) > members.voters().size())
        .findFirst();
  }

  private long votersWith(Fingerprint fingerprint) {
    return members.voters().stream()
        .filter(voter -> fingerprint.equals(testimonies.get(voter)))
        .count();
  }

  /** Who has testified against that one, if anybody has. */
  Optional<NodeId> differsFrom(Fingerprint fingerprint) {
    return testimonies.entrySet().stream()
        .filter(other -> other.getValue().differsFrom(fingerprint))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether nobody else can testify. */
  boolean isComplete() {
    return testimonies.size() == members.members().count();
  }
}
