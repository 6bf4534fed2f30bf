package conclave.node.member.wish;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * That the node which waits at an address shall be a member; in the place of a dead one of its
 * name, if there is one.
 */
public final class Admission implements Wish {

  private final String name;
  private final String address;
  private final Predicate<NodeId> heard;

  /** The one that it was asked to take the place of. */
  private Optional<NodeId> dismissed = Optional.empty();

  private boolean somebodyAnswered;

  /**
   * @param address {@code host:port}
   * @param heard whether a member was heard lately
   */
  public Admission(String name, String address, Predicate<NodeId> heard) {
    this.name = name;
    this.address = address;
    this.heard = heard;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> asksWho() {
    return Optional.of(address);
  }

  @Override
  public Step next(Register register, Optional<Seen> seen) {
    if (!register.begun() || seen.isEmpty()) {
      return new Step.Wait();
    }
    somebodyAnswered = true;
    Optional<Listed> listed = register.named(name);
    Optional<String> busy = Wish.busy(register, name);
    if (listed.filter(one -> one.id().equals(seen.get().node())).isPresent()) {
      return known(listed.get());
    }
    if (busy.isPresent()) {
      return Step.over(Verdict.Kind.BUSY, "another change is under way: " + busy.get());
    }
    if (!seen.get().waits()) {
      return Step.over(
          Verdict.Kind.NAME_TAKEN,
          "%s at %s is in a cluster already".formatted(seen.get().node(), address));
    }
    return listed.isPresent()
        ? replace(listed.get())
        : new Step.Say(new MemberCommand.Admit(seen.get().node(), address));
  }

  private Step known(Listed one) {
    return one.stage() == Stage.MEMBER
        ? Step.over(Verdict.Kind.DONE, one.address())
        : new Step.Wait();
  }

  /** Removing it first costs nothing: a dead voter counts in every majority all the same. */
  private Step replace(Listed other) {
    if (other.stage() != Stage.MEMBER) {
      return new Step.Wait();
    }
    if (heard.test(other.id()) && !other.address().equals(address)) {
      return Step.over(
          Verdict.Kind.NAME_TAKEN,
          "%s is a member, alive, at %s: take another name, or remove that one first"
              .formatted(other.id(), other.address()));
    }
    if (dismissed.isPresent() && !other.obstacle().isEmpty()) {
      return Step.over(Verdict.Kind.NEEDED, other.obstacle());
    }
    dismissed = Optional.of(other.id());
    return new Step.Say(new MemberCommand.Dismiss(other.id()));
  }

  @Override
  public Verdict late(boolean begun) {
    return begun || somebodyAnswered
        ? Wish.super.late(begun)
        : new Verdict(
            Verdict.Kind.NOBODY,
            "no node called %s answered at %s: start it first, with --join or on --peers of this cluster"
                .formatted(name, address));
  }
}
