package conclave.node.member.table;

import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who shall be in the cluster, by name, up to {@value #MOST} of them; and what all of them speak.
 *
 * @param listed empty before the first leader wrote down who formed the cluster
 * @param protocol the version in use: every member has promised never to speak less again
 */
public record Register(SortedMap<String, Listed> listed, ProtocolVersion protocol) {

  /** More nodes than send each other heartbeats with any use. */
  public static final int MOST = 256;

  /** Nobody was written down yet. */
  public static final Register NONE = new Register(new TreeMap<>());

  /** Of members who may speak the oldest version alone. */
  public Register(SortedMap<String, Listed> listed) {
    this(listed, ProtocolVersion.OLDEST);
  }

  public Register {
    listed = Collections.unmodifiableSortedMap(new TreeMap<>(listed));
    if (listed.size() > MOST) {
      throw new IllegalArgumentException(listed.size() + " members are more than " + MOST);
    }
  }

  /** A register of these. */
  static Register of(Collection<Listed> all) {
    SortedMap<String, Listed> byName = new TreeMap<>();
    all.forEach(one -> byName.put(one.id().name(), one));
    if (byName.size() != all.size()) {
      throw new IllegalArgumentException("a name is listed twice: " + all);
    }
    return new Register(byName);
  }

  /** Whether anybody was ever written down: a cluster never loses its last member. */
  public boolean begun() {
    return !listed.isEmpty();
  }

  /** The one of that name, on whichever directory. */
  public Optional<Listed> named(String name) {
    return Optional.ofNullable(listed.get(name));
  }

  /** That very node. */
  public Optional<Listed> find(NodeId node) {
    return named(node.name()).filter(one -> one.id().equals(node));
  }

  /** Whoever is in that stage, sorted by name. */
  public List<Listed> in(Stage stage) {
    return listed.values().stream().filter(one -> one.stage() == stage).toList();
  }

  /** Whoever comes or goes; nobody else may meanwhile. */
  public Optional<Listed> pending() {
    return listed.values().stream().filter(one -> one.stage() != Stage.MEMBER).findFirst();
  }

  /** Whether these are the ones that are listed, and all of them are members. */
  boolean isOf(Set<NodeId> members) {
    return pending().isEmpty()
        && members.size() == listed.size()
        && members.stream().allMatch(node -> find(node).isPresent());
  }

  /** The same members, with that version in use, unless a later one is. */
  Register speaking(ProtocolVersion version) {
    return protocol.compareTo(version) >= 0 ? this : new Register(listed, version);
  }

  Register with(Listed one) {
    SortedMap<String, Listed> next = new TreeMap<>(listed);
    next.put(one.id().name(), one);
    return new Register(next, protocol);
  }

  Register without(NodeId node) {
    SortedMap<String, Listed> next = new TreeMap<>(listed);
    next.remove(node.name());
    return new Register(next, protocol);
  }
}
