package conclave.node.recovery;

import conclave.node.CannotStart;
import conclave.node.Identity;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.lineage.Lineage;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What a recovery would make of what is left. Whoever is chosen becomes a member of a new cluster,
 * under a new incarnation: messages of the old cluster, and votes given in it, are for nobody
 * there.
 *
 * @param survey what is left
 * @param chosen whose directories go on, by name
 * @param membership the new cluster
 * @param finishes a recovery before this one was interrupted, and only its last step is missing
 */
public record RecoveryPlan(
    Survey survey, List<Survivor> chosen, Membership membership, boolean finishes) {

  /** Further members are learners at first. */
  private static final int MAX_VOTERS = 5;

  /**
   * Plans; changes nothing.
   *
   * @param names the members of the new cluster
   * @param random draws incarnations and the cluster id; must not repeat itself
   * @throws CannotStart when one of them is not among the directories or has no journal, and when
   *     nothing has to be recovered
   */
  public static RecoveryPlan of(Survey survey, List<String> names, RandomGenerator random) {
    List<Survivor> chosen = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      chosen.add(
          survey
              .named(name)
              .orElseThrow(() -> new CannotStart("none of these directories is of node " + name)));
    }
    Optional<Membership> written = survey.written();
    if (written.isPresent()) {
      requireSame(written.get(), chosen);
      return new RecoveryPlan(survey, chosen, written.get(), true);
    }
    chosen.forEach(RecoveryPlan::requireMember);
    chosen.forEach(RecoveryPlan::requireJournal);
    if (survey.suffices()) {
      throw new CannotStart(
          "these directories are a majority, and whole: start their nodes as they are, and nothing"
              + " is lost");
    }
    chosen.forEach(survivor -> requireUsable(survey, survivor));
    return new RecoveryPlan(survey, chosen, next(survey, chosen, random), false);
  }

  /** A journal never goes back behind a snapshot, so the one that it goes on from must be there. */
  private static void requireUsable(Survey survey, Survivor chosen) {
    for (String group : survey.groups()) {
      long own = chosen.covered(group);
      if (!chosen.hasWhole(group) && own > 0 && own >= survey.most(group).covered(group)) {
        throw new CannotStart(
            "the data directory %s is damaged beyond use: its snapshot of group %s is not whole; choose another"
                .formatted(chosen.directory().path(), group));
      }
    }
  }

  private static void requireSame(Membership written, List<Survivor> chosen) {
    List<String> due = written.members().stream().map(m -> m.id().name()).sorted().toList();
    if (!due.equals(chosen.stream().map(Survivor::name).sorted().toList())) {
      throw new CannotStart(
          "a recovery by force for the members %s is complete but for its last step: finish that one first"
              .formatted(String.join(",", due)));
    }
  }

  private static void requireMember(Survivor chosen) {
    if (chosen.report().identity().map(Identity::removed).orElse(false)) {
      throw new CannotStart(
          "the data directory %s is of a node that was removed from its cluster for good"
              .formatted(chosen.directory().path()));
    }
  }

  private static void requireJournal(Survivor chosen) {
    boolean none =
        chosen.report().journal().map(journal -> journal.segments().isEmpty()).orElse(true);
    if (none) {
      throw new CannotStart(
          "the data directory %s has no journal: it has nothing to go on with"
              .formatted(chosen.directory().path()));
    }
  }

  private static Membership next(Survey survey, List<Survivor> chosen, RandomGenerator random) {
    String former = chosen.get(0).membership().clusterId();
    List<Member> members = new ArrayList<>();
    for (Survivor survivor : chosen) {
      NodeId self = survivor.directory().self();
      String address =
          survivor.membership().named(self.name()).map(Member::address).orElse("127.0.0.1:0");
      long drawn = random.nextLong();
      NodeId next = new NodeId(self.name(), drawn == 0 ? 1 : drawn);
      members.add(new Member(next, address, members.size() < MAX_VOTERS));
    }
    return new Membership(Lineage.of(former).recovered(random).clusterId(), members);
  }

  /** Who that directory becomes. */
  Identity next(Survivor survivor) {
    NodeId self = membership.named(survivor.name()).orElseThrow().id();
    return new Identity(self, Optional.of(membership)).promising(promised());
  }

  /** What one of them promised may be in use already. */
  private ProtocolVersion promised() {
    return survey.survivors().stream()
        .map(survivor -> survivor.directory().promised())
        .max(Comparator.naturalOrder())
        .orElse(ProtocolVersion.OLDEST);
  }

  /** Everything that may be lost for good, a sentence each. */
  public List<String> losses() {
    List<String> losses = new ArrayList<>();
    for (String group : survey.groups()) {
      Survivor most = survey.most(group);
      List<NodeId> missing = survey.missing(group);
      if (!missing.isEmpty()) {
        losses.add(
            "group %s goes on behind entry %s, as %s has it: what %s acknowledged beyond that is lost, and what nobody acknowledged up to there may take effect"
                .formatted(group, most.last(group), most.name(), names(missing)));
      }
    }
    for (String group : survey.lost()) {
      losses.add("nothing is left of group %s: it begins anew, and is empty".formatted(group));
    }
    for (Survivor survivor : survey.survivors()) {
      for (String damage : survivor.report().damage()) {
        losses.add(
            "what stood there is lost unless another directory has it: %s/%s"
                .formatted(survivor.directory().path(), damage));
      }
    }
    return losses;
  }

  private static String names(List<NodeId> nodes) {
    return nodes.stream().map(NodeId::name).collect(Collectors.joining(" and "));
  }
}
