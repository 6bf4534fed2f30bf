package conclave.node.formation;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which cluster a node belongs to and who is in it. Written to the data directory before anybody
 * hears of it.
 *
 * @param clusterId drawn by the founder; two clusters never have the same
 * @param members every member once, sorted by {@link NodeId}
 * @param founding who formed it, for ever the same: what a replica of theirs starts from
 */
public record Membership(String clusterId, List<Member> members, Configuration founding) {

  /**
   * One member.
   *
   * @param id its name and the incarnation of its data directory
   * @param address where it was last heard of, {@code host:port}; may change, and decides nothing
   * @param votes whether it voted when the cluster was formed; later, the groups' logs say who does
   */
  public record Member(NodeId id, String address, boolean votes) {
    public Member {
      Objects.requireNonNull(id, "a member without an id");
      Objects.requireNonNull(address, "a member without an address");
    }
  }

  public Membership {
    if (clusterId.isEmpty()) {
      throw new IllegalArgumentException("a cluster id must not be empty");
    }
    members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
    if (members.stream().map(m -> m.id().name()).distinct().count() != members.size()) {
      throw new IllegalArgumentException("two members of one name: " + members);
    }
    founding = founding == null ? configuration(members) : founding;
  }

  /** Of a cluster that has just been formed by these. */
  public Membership(String clusterId, List<Member> members) {
    this(clusterId, members, configuration(members));
  }

  /** Whether this very directory is a member; a namesake on another directory is not. */
  public boolean lists(NodeId node) {
    return members.stream().anyMatch(m -> m.id().equals(node));
  }

  /** The member of that name, whatever its incarnation. */
  public Optional<Member> named(String name) {
    return members.stream().filter(m -> m.id().name().equals(name)).findFirst();
  }

  /**
   * What that node's replicas start from: of a founder who formed the cluster; of one that came
   * later nobody, since it may vote only when its own log says so (law L9).
   */
  public Configuration initialFor(NodeId node) {
    return founding.contains(node) ? founding : Configuration.EMPTY;
  }

  /** The same cluster with these members. */
  public Membership with(List<Member> others) {
    return new Membership(clusterId, others, founding);
  }

  private static Configuration configuration(List<Member> members) {
    return new Configuration(
        members.stream().filter(Member::votes).map(Member::id).toList(),
        members.stream().filter(m -> !m.votes()).map(Member::id).toList());
  }

  /** The same members, one of them elsewhere. */
  Membership movedTo(NodeId node, String address) {
    return with(
        members.stream()
            .map(m -> m.id().equals(node) ? new Member(node, address, m.votes()) : m)
            .toList());
  }
}
