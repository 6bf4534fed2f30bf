package conclave.node.member.wish;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a node that joins is told when it asks to be added: it asks again and again, so this waits
 * for nothing. A name that a member had is given to it by an {@link Admission} alone, since a
 * member that is silent may be alive; but a later life of a member's own directory, which has
 * forgotten all that the former one held, takes its place at once.
 */
public final class Candidature implements Wish {

  private final NodeId node;
  private final String address;
  private final Predicate<NodeId> heard;

  /** The former life was asked to go. */
  private boolean dismissed;

  /**
   * @param address where it is, {@code host:port}
   * @param heard whether a member was heard lately
   */
  public Candidature(NodeId node, String address, Predicate<NodeId> heard) {
    this.node = node;
    this.address = address;
    this.heard = heard;
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public Step next(Register register, Optional<Seen> seen) {
    if (!register.begun()) {
      return waits("the cluster has only just begun");
    }
    Optional<Listed> listed = register.named(node.name());
    if (listed.isPresent()) {
      return listed.get().id().equals(node) ? known(listed.get()) : taken(listed.get());
    }
    return Wish.busy(register, node.name())
        .map(other -> waits("another change is under way: " + other))
        .orElseGet(() -> new Step.Say(new MemberCommand.Admit(node, address)));
  }

  private Step known(Listed one) {
    return switch (one.stage()) {
      case JOINING -> waits("group control takes it in");
      case MEMBER -> waits("it is a member, and the members tell it so");
      case LEAVING -> Step.over(Verdict.Kind.NAME_TAKEN, node + " is being removed");
    };
  }

  private Step taken(Listed other) {
    if (node.isLaterLifeOf(other.id())) {
      return inPlaceOf(other);
    }
    if (heard.test(other.id()) && !other.address().equals(address)) {
      return Step.over(
          Verdict.Kind.NAME_TAKEN,
          "the name %s is taken by a live member, %s at %s"
              .formatted(node.name(), other.id(), other.address()));
    }
    return waits(
        "the name %s is that of member %s, which does not answer: remove it, or POST /api/v1/raft/members to put this node in its place"
            .formatted(node.name(), other.id()));
  }

  private Step inPlaceOf(Listed former) {
    if (former.stage() != Stage.MEMBER) {
      return new Step.Wait();
    }
    if (dismissed) {
      return waits(
          "its former life %s cannot go yet: %s".formatted(former.id(), former.obstacle()));
    }
    dismissed = true;
    return new Step.Say(new MemberCommand.Dismiss(former.id()));
  }

  private static Step waits(String sentence) {
    return Step.over(Verdict.Kind.WAITS, sentence);
  }

  @Override
  public Verdict late(boolean begun) {
    return new Verdict(Verdict.Kind.WAITS, "no leader of the members answers");
  }
}
