package conclave.sim.world;

import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Simulation;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Members come and go all the time, in one run of two. Whoever lost its disk is taken out and comes
 * back as somebody else; others leave, leaders among them, and are added again, or newcomers are.
 * Three voters stay, so that one lost disk costs no majority.
 */
final class Recruiter {

  private static final int FEW_VOTERS = 3;
  private static final int MANY_MEMBERS = 7;

  private final World world;
  private final RandomGenerator random;
  private final Life life;

  Recruiter(World world, RandomGenerator random, Life life) {
    this.world = world;
    this.random = random;
    this.life = life;
  }

  void start() {
    if (world.changesMembers() && random.nextBoolean()) {
      again();
    }
  }

  private void again() {
    long pause = random.nextLong(100 * Simulation.MILLI, 1_500 * Simulation.MILLI);
    world.simulation().after(pause, life, this::strike);
  }

  private void strike() {
    world.leader().ifPresent(this::ask);
    again();
  }

  private void ask(Node leader) {
    Configuration now = leader.acceptor().map(Acceptor::configuration).orElseThrow();
    change(now)
        .filter(leader::changeMembers)
        .ifPresent(
            asked ->
                world
                    .tally()
                    .struck(
                        asked instanceof Change.Add ? Fault.MEMBER_ADDED : Fault.MEMBER_REMOVED));
  }

  private Optional<Change> change(Configuration now) {
    Optional<Change> lost = now.members().filter(this::isLost).findFirst().map(Change.Remove::new);
    if (lost.isPresent()) {
      return lost;
    }
    long members = now.members().count();
    boolean grows =
        now.voters().size() < FEW_VOTERS || members < MANY_MEMBERS && random.nextInt(5) > 1;
    return grows ? newcomer(now).map(Change.Add::new) : leaving(now);
  }

  /** Nobody has that identity any more. */
  private boolean isLost(NodeId member) {
    return world.nodes().stream().noneMatch(node -> node.id().equals(member));
  }

  private Optional<NodeId> newcomer(Configuration now) {
    List<NodeId> outside =
        world.nodes().stream().map(Node::id).filter(node -> !now.contains(node)).toList();
    return outside.isEmpty()
        ? world.recruit().map(Node::id)
        : Optional.of(outside.get(random.nextInt(outside.size())));
  }

  private Optional<Change> leaving(Configuration now) {
    List<NodeId> members = now.members().toList();
    NodeId one = members.get(random.nextInt(members.size()));
    boolean allowed = now.voters().size() > FEW_VOTERS || !now.isVoter(one);
    boolean byName = random.nextBoolean();
    return allowed
        ? Optional.of(byName ? new Change.RemoveNamed(one.name()) : new Change.Remove(one))
        : Optional.empty();
  }
}
