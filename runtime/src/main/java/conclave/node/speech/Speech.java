package conclave.node.speech;

import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a member may promise, by what the members said in its present life: a pure rule.
 *
 * @param self this node, which is among those that were heard
 * @param members all of them
 * @param heard what each said last; whoever was not heard is missing
 */
public record Speech(NodeId self, Collection<NodeId> members, SortedMap<NodeId, Spoken> heard) {

  public Speech {
    members = List.copyOf(members);
    heard = new TreeMap<>(heard);
  }

  /** What to promise now: more than before, and spoken by every member. */
  public Optional<ProtocolVersion> due() {
    int all = heard.values().stream().mapToInt(Spoken::newest).min().orElse(0);
    return heard.keySet().containsAll(members) && all > promised()
        ? Optional.of(new ProtocolVersion(all))
        : Optional.empty();
  }

  /** Who was not heard, or not to have promised as much as this node. */
  public List<NodeId> behind() {
    return members.stream()
        .filter(
            member ->
                Optional.ofNullable(heard.get(member))
                    .filter(theirs -> theirs.promised() >= promised())
                    .isEmpty())
        .toList();
  }

  private int promised() {
    return heard.get(self).promised();
  }
}
