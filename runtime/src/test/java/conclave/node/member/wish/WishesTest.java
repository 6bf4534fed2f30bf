package conclave.node.member.wish;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberCommand.Admit;
import conclave.node.member.table.MemberCommand.Dismiss;
import conclave.node.member.table.MemberCommand.Enlist;
import conclave.node.member.table.MemberCommand.Forget;
import conclave.node.member.table.MemberCommand.Joined;
import conclave.node.member.table.MemberCommand.Keep;
import conclave.node.member.table.MemberTable;
import conclave.node.member.wish.Verdict.Kind;
import conclave.raft.log.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each step of a wish, over the real register. */
class WishesTest {

  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final NodeId N3_WIPED = new NodeId("n3", -9);
  private static final NodeId N3_AGAIN = N3.nextLife();
  private static final NodeId N4 = new NodeId("n4", 4);

  private final MemberTable table = new MemberTable();
  private final Set<NodeId> heard = new HashSet<>(Set.of(N1, N3));
  private long index;

  private void says(MemberCommand command) {
    table.apply(++index, command.encode());
  }

  private void founded() {
    says(new Enlist(List.of(new Enlist.Place(N1, "h:1"), new Enlist.Place(N3, "h:3"))));
  }

  private Step next(Wish wish, Seen seen) {
    return wish.next(table.register(), Optional.ofNullable(seen));
  }

  private Step next(Wish wish) {
    return next(wish, null);
  }

  private static void assertOver(Step step, Kind kind, String word) {
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Over.class,
            over -> {
              assertThat(over.verdict().kind()).as("%s", over).isEqualTo(kind);
              assertThat(over.verdict().text()).contains(word);
            });
  }

  private static Seen waits(NodeId node) {
    return new Seen(node, true);
  }

  @Test
  void whoWaitsIsAdmitted() {
    Wish wish = new Admission("n4", "h:4", heard::contains);
    assertThat(next(wish, waits(N4))).as("the register is not begun").isEqualTo(new Step.Wait());
    founded();
    assertThat(next(wish)).as("nobody answered").isEqualTo(new Step.Wait());
    assertThat(next(wish, waits(N4))).isEqualTo(new Step.Say(new Admit(N4, "h:4")));
    says(new Admit(N4, "h:4"));
    assertThat(next(wish, waits(N4))).isEqualTo(new Step.Wait());
    assertThat(wish.late(true).kind()).isEqualTo(Kind.UNKNOWN);
    says(new Joined(N4, index));
    assertOver(next(wish, new Seen(N4, false)), Kind.DONE, "h:4");
  }

  @Test
  void whoDoesNotAnswerIsNobody() {
    founded();
    Wish wish = new Admission("n4", "h:4", heard::contains);
    next(wish);
    assertThat(wish.late(false).kind()).isEqualTo(Kind.NOBODY);
    assertThat(wish.late(false).text()).contains("n4", "h:4");
  }

  @Test
  void aWipedNodeTakesTheOldOnesPlace() {
    founded();
    Wish wish = new Admission("n3", "h:3", heard::contains);
    assertThat(next(wish, waits(N3_WIPED)))
        .as("it answers where the old one was, so that one is gone")
        .isEqualTo(new Step.Say(new Dismiss(N3)));
    says(new Dismiss(N3));
    assertThat(next(wish, waits(N3_WIPED))).isEqualTo(new Step.Wait());
    says(new Forget(N3, index));
    assertThat(next(wish, waits(N3_WIPED))).isEqualTo(new Step.Say(new Admit(N3_WIPED, "h:3")));
  }

  @Test
  void aLiveMemberIsNotReplaced() {
    founded();
    Wish wish = new Admission("n3", "elsewhere:3", heard::contains);
    assertOver(next(wish, waits(N3_WIPED)), Kind.NAME_TAKEN, "alive, at h:3");
    heard.remove(N3);
    assertThat(next(wish, waits(N3_WIPED))).isEqualTo(new Step.Say(new Dismiss(N3)));
    says(new Dismiss(N3));
    says(new Keep(N3, index, "no majority would answer"));
    assertOver(next(wish, waits(N3_WIPED)), Kind.NEEDED, "no majority would answer");
  }

  @Test
  void whoIsElsewhereAlreadyIsNotAdmitted() {
    founded();
    Wish wish = new Admission("n4", "h:4", heard::contains);
    assertOver(next(wish, new Seen(N4, false)), Kind.NAME_TAKEN, "in a cluster already");
  }

  @Test
  void whoIsDismissedIsGoneWhenNoGroupHasIt() {
    founded();
    Wish wish = new Dismissal("n3");
    assertThat(next(wish)).isEqualTo(new Step.Say(new Dismiss(N3)));
    says(new Dismiss(N3));
    assertThat(next(wish)).isEqualTo(new Step.Wait());
    says(new Forget(N3, index));
    assertOver(next(wish), Kind.DONE, "");
    says(new Admit(N3_WIPED, "h:3"));
    assertOver(next(wish), Kind.DONE, "");
    assertOver(next(new Dismissal("n9")), Kind.NOBODY, "n9");
  }

  @Test
  void whoCannotBeMissedIsNeeded() {
    founded();
    Wish wish = new Dismissal("n3");
    next(wish);
    says(new Dismiss(N3));
    Wish another = new Dismissal("n3");
    assertThat(next(another)).as("waits for the same").isEqualTo(new Step.Wait());
    says(new Keep(N3, index, "no majority would answer"));
    assertOver(next(wish), Kind.NEEDED, "no majority would answer");
    assertOver(next(another), Kind.NEEDED, "no majority would answer");
    assertThat(next(new Dismissal("n3")))
        .as("that was then")
        .isEqualTo(new Step.Say(new Dismiss(N3)));
  }

  @Test
  void oneWishAtATime() {
    founded();
    says(new Dismiss(N3));
    assertOver(
        next(new Admission("n4", "h:4", heard::contains), waits(N4)), Kind.BUSY, "n3 leaves");
    assertOver(next(new Dismissal("n1")), Kind.BUSY, "n3 leaves");
    assertOver(next(new Candidature(N4, "h:4", heard::contains)), Kind.WAITS, "n3 leaves");
    says(new Keep(N3, index, ""));
    says(new Admit(N4, "h:4"));
    assertOver(next(new Dismissal("n4")), Kind.BUSY, "n4 joins");
  }

  @Test
  void whoJoinsIsToldWhatItWaitsFor() {
    Wish wish = new Candidature(N4, "h:4", heard::contains);
    assertOver(next(wish), Kind.WAITS, "only just begun");
    founded();
    assertThat(next(wish)).isEqualTo(new Step.Say(new Admit(N4, "h:4")));
    says(new Admit(N4, "h:4"));
    assertOver(next(wish), Kind.WAITS, "takes it in");
    says(new Joined(N4, index));
    assertOver(next(wish), Kind.WAITS, "is a member");
    says(new Dismiss(N4));
    assertOver(next(wish), Kind.NAME_TAKEN, "is being removed");
    assertThat(wish.late(true).kind()).isEqualTo(Kind.WAITS);
  }

  @Test
  void aTakenNameIsRefusedOnlyWhileItsMemberIsHeard() {
    founded();
    assertOver(
        next(new Candidature(N3_WIPED, "h:9", heard::contains)),
        Kind.NAME_TAKEN,
        "the name n3 is taken by a live member, n3#3 at h:3");
    assertOver(
        next(new Candidature(N3_WIPED, "h:3", heard::contains)), Kind.WAITS, "does not answer");
    heard.remove(N3);
    assertOver(
        next(new Candidature(N3_WIPED, "h:9", heard::contains)), Kind.WAITS, "does not answer");
  }

  /** It is over with the former life, whoever was heard of it a moment ago, and wherever it was. */
  @Test
  void aLaterLifeTakesThePlaceOfTheFormerOneByItself() {
    founded();
    Candidature wish = new Candidature(N3_AGAIN, "h:9", heard::contains);
    assertThat(next(wish)).isEqualTo(new Step.Say(new Dismiss(N3)));
    says(new Dismiss(N3));
    assertThat(next(wish)).as("the groups let it go").isEqualTo(new Step.Wait());
    says(new Forget(N3, index));
    assertThat(next(wish)).isEqualTo(new Step.Say(new Admit(N3_AGAIN, "h:9")));
    says(new Admit(N3_AGAIN, "h:9"));
    assertOver(next(wish), Kind.WAITS, "control takes it in");

    says(new Joined(N3_AGAIN, index));
    NodeId third = N3_AGAIN.nextLife();
    Candidature again = new Candidature(third, "h:9", heard::contains);
    assertThat(next(again)).isEqualTo(new Step.Say(new Dismiss(N3_AGAIN)));
    says(new Dismiss(N3_AGAIN));
    says(new Keep(N3_AGAIN, index, "n1 would be alone"));
    assertOver(next(again), Kind.WAITS, "n1 would be alone");
    assertOver(
        next(new Candidature(N3_AGAIN, "h:9", heard::contains)), Kind.WAITS, "it is a member");
  }
}
