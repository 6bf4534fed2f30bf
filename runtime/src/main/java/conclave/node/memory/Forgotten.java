package conclave.node.memory;

import conclave.node.formation.Hello;
import conclave.node.formation.Membership;
import conclave.node.formation.Setup;
import conclave.node.lineage.Lineage;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The part of a node that was in a cluster and has forgotten it: says when that has lost its
 * majority, and makes a new one where it was told to. Has nothing to say for any other node.
 */
public final class Forgotten {

  /** After so many Hellos' time without a word a node counts as silent. */
  private static final int SILENT_TICKS = 20;

  private final Setup setup;
  private final IntFunction<List<Hello>> heard;
  private final Optional<NewCluster> newCluster;
  private int ticks;
  private boolean over;

  /**
   * @param heard the latest Hello of each node that spoke within so many ticks
   */
  public Forgotten(Setup setup, IntFunction<List<Hello>> heard) {
    this.setup = setup;
    this.heard = heard;
    this.newCluster =
        setup
            .past()
            .cluster()
            .filter(former -> setup.past().makesNew())
            .map(former -> new NewCluster(setup.self(), setup.address(), former.clusterId()));
  }

  /** Time passes: one interval between Hellos. */
  public void tick() {
    ticks++;
    newCluster.ifPresent(NewCluster::tick);
  }

  /** The new cluster that this node makes now. */
  public Optional<Membership> decide(RandomGenerator random) {
    List<Hello> latest = heard.apply(SILENT_TICKS);
    return newCluster
        .filter(making -> !over && making.obstacle(latest).isEmpty())
        .flatMap(making -> making.decide(latest, random));
  }

  /** Why it makes none, though it was told to; said once. */
  public Optional<String> hopeless() {
    if (over) {
      return Optional.empty();
    }
    Optional<String> why = newCluster.flatMap(making -> making.obstacle(heard.apply(SILENT_TICKS)));
    over = why.isPresent();
    return why;
  }

  /** That the cluster which it waits for has lost its majority, as a sentence. */
  public Optional<String> lost() {
    if (newCluster.isPresent()) {
      return Optional.empty();
    }
    return setup.past().cluster().flatMap(former -> lost(former, heard.apply(SILENT_TICKS)));
  }

  /**
   * A member that is heard says itself who is silent for it; whoever is in no cluster and not the
   * very life that is a member has forgotten it.
   */
  private Optional<String> lost(Membership former, List<Hello> latest) {
    Optional<Membership> heardOf =
        latest.stream()
            .map(Hello::formed)
            .filter(Objects::nonNull)
            .filter(theirs -> follows(former, theirs))
            .findFirst();
    boolean saysNobody = ticks > SILENT_TICKS && heardOf.isEmpty();
    return LostMajority.of(
        heardOf.orElse(former),
        node -> isOtherLife(latest, node),
        node -> saysNobody && hello(latest, node).isEmpty());
  }

  private boolean isOtherLife(List<Hello> latest, NodeId member) {
    boolean own = member.name().equals(setup.self().name()) && !member.equals(setup.self());
    return own
        || hello(latest, member)
            .filter(hello -> hello.formed() == null && !hello.sender().equals(member))
            .isPresent();
  }

  private static boolean follows(Membership former, Membership theirs) {
    return former.clusterId().equals(theirs.clusterId())
        || Lineage.of(theirs.clusterId()).comesOf(Lineage.of(former.clusterId()));
  }

  private static Optional<Hello> hello(List<Hello> latest, NodeId node) {
    return latest.stream().filter(h -> h.sender().name().equals(node.name())).findFirst();
  }
}
