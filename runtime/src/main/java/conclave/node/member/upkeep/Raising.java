package conclave.node.member.upkeep;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand.Speak;
import conclave.node.member.table.Register;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Raises the protocol version in use once every member promised it: a pure rule. While somebody
 * comes or goes it rests, and the register refuses it where others are listed by then.
 */
public final class Raising {

  private final String control;

  /**
   * @param control the group that has the register
   */
  public Raising(String control) {
    this.control = control;
  }

  /**
   * What the leader of control says, if anything.
   *
   * @param promised what a node promised to speak at least, as far as it is known
   */
  public Optional<Deed> due(
      Register register, List<Sight> sights, Function<NodeId, ProtocolVersion> promised) {
    boolean leads =
        sights.stream()
            .anyMatch(sight -> sight.group().equals(control) && sight.leads() && sight.settled());
    if (!leads || !register.begun() || register.pending().isPresent()) {
      return Optional.empty();
    }
    List<NodeId> members = register.listed().values().stream().map(Listed::id).toList();
    ProtocolVersion least =
        members.stream().map(promised).min(Comparator.naturalOrder()).orElseThrow();
    return register.protocol().compareTo(least) >= 0
        ? Optional.empty()
        : Optional.of(
            new Deed.Say(
                new Speak(least, members.stream().collect(Collectors.toCollection(TreeSet::new)))));
  }
}
