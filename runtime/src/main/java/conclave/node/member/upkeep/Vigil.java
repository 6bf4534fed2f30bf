package conclave.node.member.upkeep;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.MembershipRules;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Watches the voters of {@code control} while this node leads it, and says who is to be replaced:
 * one that was silent for all of a set time, when somebody can take its place. Times are those of
 * the leader's monotonic clock since it leads; a new leader starts afresh. Never more than one at a
 * time.
 *
 * <p>A listener that is heard takes the place of the dead one by being made a voter when that is
 * gone. With fewer voters than there may be, nobody is removed for it: whoever listens then is
 * about to be a voter anyway. Without one, the dead one is named, since a node may wait at its
 * address, on an empty directory.
 */
public final class Vigil {

  private final NodeId self;
  private final long patienceNanos;
  private final long lookNanos;
  private final Map<NodeId, Long> silentSince = new TreeMap<>();
  private boolean looked;
  private long lastNanos;

  /**
   * @param patience for so long a voter must be silent
   * @param look how often this is looked at; a look that comes late was a pause of this node, in
   *     which it could not hear anybody
   */
  public Vigil(NodeId self, Duration patience, Duration look) {
    this.self = self;
    this.patienceNanos = patience.toNanos();
    this.lookNanos = look.toNanos();
  }

  /** This node does not lead: what it saw is void. */
  public void rest() {
    silentSince.clear();
    looked = false;
  }

  /**
   * Looks at the voters, while this node leads.
   *
   * @param now in nanoseconds of a monotonic clock
   * @param heard whether a member was heard lately
   * @return what is to be done about one of them
   */
  public Optional<Deed> look(
      long now, Register register, Configuration control, Predicate<NodeId> heard) {
    excusePause(now);
    silentSince.keySet().removeIf(node -> !control.isVoter(node) || heard.test(node));
    for (NodeId voter : control.voters()) {
      if (!voter.equals(self) && !heard.test(voter)) {
        silentSince.putIfAbsent(voter, now);
      }
    }
    if (register.pending().isPresent()) {
      return Optional.empty();
    }
    Optional<Listed> dead =
        silentSince.entrySet().stream()
            .filter(silent -> now - silent.getValue() >= patienceNanos)
            .min(Comparator.comparing(silent -> silent.getValue() - now))
            .flatMap(silent -> register.find(silent.getKey()));
    dead.ifPresent(one -> silentSince.put(one.id(), now)); // asked again after as long
    return dead.map(one -> replacement(one, register, control, heard));
  }

  private void excusePause(long now) {
    long late = looked ? now - lastNanos - 2 * lookNanos : 0;
    if (late > 0) {
      silentSince.replaceAll((node, since) -> Math.min(since + late, now));
    }
    looked = true;
    lastNanos = now;
  }

  private static Deed replacement(
      Listed dead, Register register, Configuration control, Predicate<NodeId> heard) {
    boolean spare =
        control.voters().size() >= MembershipRules.MAX_VOTERS
            && control.learners().stream()
                .filter(heard)
                .flatMap(node -> register.find(node).stream())
                .anyMatch(one -> one.stage() == Stage.MEMBER);
    return spare ? new Deed.Say(new MemberCommand.Dismiss(dead.id())) : new Deed.Restore(dead);
  }
}
