package conclave.node.formation;

import conclave.node.formation.Membership.Member;
import java.util.List;
import java.util.Optional;

/** The part of a node that asks a running cluster to be added, until it is or gives up. */
final class Joining {

  /** Between two times that it asks. */
  private static final int ASK_TICKS = 4;

  private final Setup setup;
  private final Acquaintances known;
  private int ticks;
  private boolean over;
  private Optional<Input.Answered> latest = Optional.empty();

  Joining(Setup setup, Acquaintances known) {
    this.setup = setup;
    this.known = known;
  }

  /** Whom to ask now, if anybody. */
  Optional<String> tick() {
    ticks++;
    return ticks % ASK_TICKS == 1 && asks() && !over
        ? ofCluster().map(Hello::address)
        : Optional.empty();
  }

  /** So does a founder that started again before it knew that the cluster was formed. */
  private boolean asks() {
    return setup.joins()
        || ofCluster()
            .flatMap(hello -> hello.formed().named(setup.self().name()))
            .filter(member -> setup.self().isLaterLifeOf(member.id()))
            .isPresent();
  }

  void answered(Input.Answered answer) {
    latest = Optional.of(answer);
  }

  /** What the cluster said last; empty for nothing. */
  String answer() {
    return latest.map(Input.Answered::sentence).orElse("");
  }

  /** Where the members are, since the one that was given may go away. */
  List<String> addressesOfMembers() {
    return setup.joins()
        ? ofCluster().stream()
            .flatMap(hello -> hello.formed().members().stream())
            .map(Member::address)
            .toList()
        : List.of();
  }

  private Optional<Hello> ofCluster() {
    return known.someFormed().filter(h -> known.refusalOf(h.sender().name()).isEmpty());
  }

  /**
   * Why the node will not become a member; said once.
   *
   * @param waiting what it waits for
   */
  Optional<String> hopeless(String waiting) {
    if (over || !setup.joins()) {
      return Optional.empty();
    }
    String name = setup.self().name();
    Optional<String> refused =
        latest
            .filter(Input.Answered::refused)
            .map(Input.Answered::sentence)
            .or(this::refusedItself)
            .map(why -> "node %s cannot join: %s".formatted(name, why));
    Optional<String> why = refused.or(() -> tooLate(name, waiting));
    over = why.isPresent();
    return why;
  }

  /** One that forgot its cluster may hear of others on its way back. */
  private Optional<String> refusedItself() {
    return setup.past().cluster().isPresent() ? Optional.empty() : known.refusalOfSomeFormed();
  }

  private Optional<String> tooLate(String name, String waiting) {
    return setup.patience() > 0 && ticks > setup.patience()
        ? Optional.of(
            "node %s did not become a member within conclave.node.join-timeout: it %s"
                .formatted(name, waiting))
        : Optional.empty();
  }
}
