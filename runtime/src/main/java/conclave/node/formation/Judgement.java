package conclave.node.formation;

import conclave.node.formation.Membership.Member;
import conclave.node.lineage.Lineage;
import java.util.Optional;

/** Why the words of a node do not count; the other side judges alike and prints its half. */
final class Judgement {

  private Judgement() {}

  static Optional<String> refusal(Setup setup, Optional<Membership> own, Hello hello) {
    if (hello.sender().name().equals(setup.self().name())) {
      return Optional.of(
          "another data directory (%s, at %s) speaks under the name of this node (%s)"
              .formatted(hello.sender(), hello.address(), setup.self()));
    }
    Optional<String> conflict =
        setup
            .terms()
            .conflict(hello.terms())
            .map(c -> "%s at %s: %s".formatted(hello.sender(), hello.address(), c));
    if (conflict.isPresent()) {
      return conflict;
    }
    return own.isPresent() ? byMember(own.get(), hello) : byEmpty(setup, hello);
  }

  private static Optional<String> byMember(Membership own, Hello hello) {
    if (hello.formed() != null) {
      return byCluster(Lineage.of(own.clusterId()), hello);
    }
    Optional<Member> namesake =
        own.named(hello.sender().name())
            .filter(m -> !m.id().equals(hello.sender()))
            .filter(m -> !hello.sender().isLaterLifeOf(m.id()));
    return namesake.map(
        m ->
            "%s at %s has an empty data directory, but the member of that name is %s: remove that member and add this one"
                .formatted(hello.sender(), hello.address(), m.id()));
  }

  private static Optional<String> byCluster(Lineage own, Hello hello) {
    Lineage theirs = Lineage.of(hello.formed().clusterId());
    if (theirs.equals(own)) {
      return Optional.empty();
    }
    String reason =
        own.parting(theirs)
            .orElseGet(
                () ->
                    "belongs to cluster %s, this node to cluster %s"
                        .formatted(theirs.clusterId(), own.clusterId()));
    return Optional.of("%s at %s %s".formatted(hello.sender(), hello.address(), reason));
  }

  private static Optional<String> byEmpty(Setup setup, Hello hello) {
    if (hello.formed() != null) {
      return setup.past().cluster().flatMap(former -> byForgetful(former, hello));
    }
    if (setup.peers().isEmpty()) {
      return Optional.empty();
    }
    if (hello.past() != null) {
      return Optional.of(
          "%s at %s was in cluster %s and has forgotten it: no cluster is formed with it"
              .formatted(hello.sender(), hello.address(), hello.past().clusterId()));
    }
    if (!setup.peers().containsKey(hello.sender().name())) {
      return Optional.of(
          "%s at %s is not among the peers of this node"
              .formatted(hello.sender(), hello.address()));
    }
    return hello.peers().equals(setup.peers())
        ? Optional.empty()
        : Optional.of(
            "%s at %s was started with the peers %s, this node with %s"
                .formatted(hello.sender(), hello.address(), hello.peers(), setup.peers()));
  }

  /** Whoever has forgotten its cluster joins that one again, or one that was made of it. */
  private static Optional<String> byForgetful(Membership former, Hello hello) {
    Lineage theirs = Lineage.of(hello.formed().clusterId());
    boolean later = theirs.comesOf(Lineage.of(former.clusterId()));
    return later ? Optional.empty() : byCluster(Lineage.of(former.clusterId()), hello);
  }
}
