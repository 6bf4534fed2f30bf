package conclave.node.formation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Tells an operator what a node without a cluster waits for, and what to do if it waits in vain.
 */
final class WaitingSentence {

  /** Intervals between Hellos after which a peer that spoke before counts as silent. */
  private static final int SILENT_AFTER_TICKS = 5;

  private final Setup setup;
  private final Acquaintances known;

  private final String answer;

  /**
   * @param answer what the cluster said when this node asked to be added; empty for nothing
   */
  WaitingSentence(Setup setup, Acquaintances known, String answer) {
    this.setup = setup;
    this.known = known;
    this.answer = answer;
  }

  @Override
  public String toString() {
    Optional<Hello> formed = known.someFormed().filter(h -> refusal(h).isEmpty());
    if (formed.isPresent()) {
      return waitsToBeAdded(formed.get());
    }
    if (setup.joins()) {
      return known
          .someEmpty()
          .map(
              hello ->
                  "waits for %s at %s, which is in no cluster itself"
                      .formatted(hello.sender().name(), hello.address()))
          .orElse("waits for an answer from the cluster at " + String.join(", ", setup.contacts()));
    }
    List<String> reasons = obstacles();
    if (!reasons.isEmpty()) {
      return "waits for all peers before a cluster is formed: " + String.join("; ", reasons);
    }
    return setup.founds()
        ? "all peers heard: makes sure that all are empty at once, then forms the cluster"
        : "all peers heard: waits for %s, the founder, to form the cluster"
            .formatted(setup.peers().firstKey());
  }

  private Optional<String> refusal(Hello hello) {
    return known.refusalOf(hello.sender().name());
  }

  private String waitsToBeAdded(Hello formed) {
    String name = setup.self().name();
    String cluster = formed.formed().clusterId();
    if (!answer.isEmpty()) {
      return "waits to be added to cluster %s: %s".formatted(cluster, answer);
    }
    if (formed.formed().lists(setup.self())) {
      return "joins cluster " + cluster;
    }
    return formed
        .formed()
        .named(name)
        .map(
            member ->
                "waits to be added: cluster %s of %s knows %s by another data directory (%s, this one is %s); POST /api/v1/raft/members on a member to put this one in its place"
                    .formatted(cluster, formed.sender().name(), name, member.id(), setup.self()))
        .orElseGet(
            () ->
                "waits to be added to cluster %s of %s, which does not list %s"
                    .formatted(cluster, formed.sender().name(), setup.self()));
  }

  private List<String> obstacles() {
    List<String> reasons = new ArrayList<>();
    StringJoiner unheard = new StringJoiner(", ", "not heard yet: ", "").setEmptyValue("");
    StringJoiner silent = new StringJoiner(", ", "silent since: ", "").setEmptyValue("");
    setup
        .peers()
        .forEach(
            (name, address) -> {
              if (name.equals(setup.self().name())) {
                return;
              }
              if (known.latestFrom(name).isEmpty()) {
                unheard.add("%s (%s)".formatted(name, address));
              } else if (known.refusalOf(name).isPresent()) {
                reasons.add(known.refusalOf(name).get());
              } else if (known.silentTicks(name) > SILENT_AFTER_TICKS) {
                silent.add("%s (%s)".formatted(name, address));
              }
            });
    List.of(unheard, silent).stream()
        .map(StringJoiner::toString)
        .filter(text -> !text.isEmpty())
        .forEach(reasons::add);
    return reasons;
  }
}
