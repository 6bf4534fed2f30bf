package conclave.sim.lock;

import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Network;
import conclave.sim.Simulation;
import conclave.sim.pure.SimNode;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What happens to users and to the clocks beside the replicas, besides all that the nodes suffer.
 */
final class LockTrouble {

  private record Link(String from, String to) {}

  private final LockWorld world;
  private final List<SimUser> users;
  private final RandomGenerator random;
  private final Life life = Life.WORLD.part();
  private final List<Runnable> repertoire;

  LockTrouble(LockWorld world, List<SimUser> users) {
    this.world = world;
    this.users = users;
    this.random = world.simulation().stream();
    this.repertoire =
        List.of(
            () -> user().vanish(),
            this::pause,
            this::cutOff,
            this::deafen,
            this::deafen,
            this::killClock);
  }

  void start() {
    world.simulation().after(between(200, 900), life, this::strike);
  }

  void heal() {
    life.end();
  }

  private void strike() {
    repertoire.get(random.nextInt(repertoire.size())).run();
    world.simulation().after(between(100, 900), life, this::strike);
  }

  private long between(int fromMillis, int toMillis) {
    return random.nextLong(fromMillis * Simulation.MILLI, toMillis * Simulation.MILLI);
  }

  /** Who will hold a lock for long, more often than not: that is where it hurts. */
  private SimUser user() {
    SimUser any = users.get(random.nextInt(users.size()));
    return random.nextInt(3) == 0
        ? any
        : users.stream()
            .filter(SimUser::holds)
            .max(Comparator.comparingLong(SimUser::workLeft))
            .orElse(any);
  }

  private void pause() {
    world.tally().add(LockFigure.USERS_PAUSED, 1);
    user().process().pause(between(100, 2_500));
  }

  private void cutOff() {
    cutOff(user().name(), between(200, 2_500));
  }

  private void cutOff(String user, long nanos) {
    world.tally().add(LockFigure.USERS_CUT_OFF, 1);
    each(nanos, node -> new Link(user, node), Fault.PARTITION);
    each(nanos, node -> new Link(node, user), Fault.PARTITION);
  }

  /** What it asks for is done, and it hears of it late; soon after it is out of reach. */
  private void deafen() {
    world.tally().add(LockFigure.USERS_DEAF, 1);
    String user = user().name();
    long nanos = between(300, 1_200);
    each(nanos, node -> new Link(node, user), Fault.ONE_WAY);
    world
        .simulation()
        .after(nanos + between(300, 700), life, () -> cutOff(user, between(1_000, 3_000)));
  }

  private void each(long nanos, Function<String, Link> link, Fault fault) {
    Network network = world.cluster().network();
    for (SimNode node : world.cluster().nodes()) {
      Link one = link.apply(node.id().name());
      network.cut(one.from(), one.to(), fault);
      world.simulation().after(nanos, life, () -> network.mend(one.from(), one.to()));
    }
  }

  private void killClock() {
    SimNode node = world.cluster().nodes().get(random.nextInt(world.cluster().nodes().size()));
    if (node.running() && node.replica().isAlive()) {
      world.tally().add(LockFigure.CLOCKS_KILLED, 1);
      world.clock(node).kill();
    }
  }
}
