package conclave.node.formation;

import conclave.node.formation.Membership.Member;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How members find each other again when several moved at once: those that stayed pass on where
 * each of them went. What others say of a member is only tried; that it moved is believed when it
 * says so itself, from there.
 */
final class Whereabouts {

  private final Membership own;
  private final Setup setup;
  private final Acquaintances known;

  Whereabouts(Membership own, Setup setup, Acquaintances known) {
    this.own = own;
    this.setup = setup;
    this.known = known;
  }

  /**
   * Where to say Hello: at every address that is known of a member which was not heard yet, and to
   * each member which was not heard to know what this node knows.
   */
  Set<String> addressesToGreet() {
    List<Hello> hellos =
        own.members().stream()
            .filter(m -> known.belongsTo(own.clusterId(), m.id()))
            .flatMap(m -> known.latestFrom(m.id().name()).stream())
            .toList();
    Set<String> addresses = new LinkedHashSet<>();
    for (Member member : own.members()) {
      if (!member.id().equals(setup.self()) && !known.belongsTo(own.clusterId(), member.id())) {
        addresses.add(member.address());
        hellos.forEach(hello -> addresses.addAll(addressesOf(member, hello.formed())));
      }
    }
    hellos.stream().filter(this::differs).forEach(hello -> addresses.add(hello.address()));
    return addresses;
  }

  private static List<String> addressesOf(Member member, Membership theirs) {
    return theirs.members().stream()
        .filter(m -> m.id().equals(member.id()))
        .map(Member::address)
        .toList();
  }

  /** A node never writes down its own move, so it is taken from what it says of itself. */
  private boolean differs(Hello hello) {
    Membership theirs = hello.formed().movedTo(hello.sender(), hello.address());
    Membership mine = own.movedTo(setup.self(), setup.address());
    return mine.members().stream()
        .anyMatch(m -> addressesOf(m, theirs).stream().anyMatch(at -> !at.equals(m.address())));
  }
}
