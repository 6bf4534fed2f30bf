package conclave.sim.world;

import conclave.sim.Life;
import conclave.sim.Simulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Links that clog one by one and come back in another order, as a switch does that is ill. */
final class LinkFaults {

  private record Pair(String from, String to) {}

  private final World world;
  private final RandomGenerator random;
  private final Life life;

  /**
   * @param life whose end ends all that is under way
   */
  LinkFaults(World world, RandomGenerator random, Life life) {
    this.world = world;
    this.random = random;
    this.life = life;
  }

  /** What is sent meanwhile is not lost: it arrives in a heap. */
  void swizzle() {
    List<Pair> some = new ArrayList<>();
    for (Node from : world.nodes()) {
      for (Node to : world.nodes()) {
        if (from != to && random.nextInt(3) > 0) {
          some.add(new Pair(from.id().name(), to.id().name()));
        }
      }
    }
    long step = random.nextLong(10 * Simulation.MILLI, 150 * Simulation.MILLI);
    long clogged = inTurn(some, 0, step, pair -> world.network().clog(pair.from(), pair.to()));
    inTurn(some, clogged, step, pair -> world.network().unclog(pair.from(), pair.to()));
  }

  private long inTurn(List<Pair> links, long begin, long step, Consumer<Pair> what) {
    List<Pair> order = new ArrayList<>(links);
    Collections.shuffle(order, new Random(random.nextLong()));
    long at = begin;
    for (Pair pair : order) {
      at += random.nextLong(step);
      world.simulation().after(at, life, () -> what.accept(pair));
    }
    return at;
  }
}
