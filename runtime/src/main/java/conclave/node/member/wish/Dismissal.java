package conclave.node.member.wish;

import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import conclave.raft.log.NodeId;
import java.util.Optional;

/** That whoever has a name now shall be no member any more. */
public final class Dismissal implements Wish {

  private final String name;

  /** Whom it is about, once that was seen. */
  private Optional<NodeId> target = Optional.empty();

  private boolean asked;

  public Dismissal(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Step next(Register register, Optional<Seen> seen) {
    if (!register.begun()) {
      return new Step.Wait();
    }
    Optional<Listed> listed = register.named(name);
    if (target.isEmpty()) {
      target = listed.map(Listed::id);
    }
    if (target.isEmpty()) {
      return Step.over(Verdict.Kind.NOBODY, "there is no member " + name);
    }
    return listed
        .filter(one -> one.id().equals(target.get()))
        .map(one -> next(one, register))
        .orElseGet(() -> Step.over(Verdict.Kind.DONE, ""));
  }

  private Step next(Listed one, Register register) {
    if (one.stage() == Stage.LEAVING) {
      asked = true;
      return new Step.Wait();
    }
    if (asked && !one.obstacle().isEmpty()) {
      return Step.over(Verdict.Kind.NEEDED, one.obstacle());
    }
    Optional<String> busy = register.pending().map(Wish::sentence);
    if (busy.isPresent()) {
      return Step.over(Verdict.Kind.BUSY, "another change is under way: " + busy.get());
    }
    asked = true;
    return new Step.Say(new MemberCommand.Dismiss(one.id()));
  }
}
