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
 */
public record Membership(String clusterId, List<Member> members) {

  /**
   * One member.
   *
   * @param id its name and the incarnation of its data directory
   * @param address where it was last heard of, {@code host:port}; may change, and decides nothing
   * @param votes false for a learner
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
  }

  /** Whether this very directory is a member; a namesake on another directory is not. */
  public boolean lists(NodeId node) {
    return members.stream().anyMatch(m -> m.id().equals(node));
  }

  /** The member of that name, whatever its incarnation. */
  public Optional<Member> named(String name) {
    return members.stream().filter(m -> m.id().name().equals(name)).findFirst();
  }

  /** The voters and learners that a replica starts from. */
  public Configuration configuration() {
    return new Configuration(
        members.stream().filter(Member::votes).map(Member::id).toList(),
        members.stream().filter(m -> !m.votes()).map(Member::id).toList());
  }

  /** The same members, one of them elsewhere. */
  Membership movedTo(NodeId node, String address) {
    return new Membership(
        clusterId,
        members.stream()
            .map(m -> m.id().equals(node) ? new Member(node, address, m.votes()) : m)
            .toList());
  }
}
