package conclave.sim.actor;

import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.actor.system.LogWatch;
import conclave.sim.actor.system.SeededThread;
import conclave.sim.pure.Run;
import conclave.sim.world.Scenario;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** One seed on real actors: the scenario of every host, shorter and with faults that are closer. */
public final class ActorRun {

  private static final Scenario SHORT =
      new Scenario(2_500 * Simulation.MILLI, 4 * Simulation.SECOND, 3, 0.25);

  /** What is counted beside what every host counts. */
  public enum Figure implements Tally.Figure {
    /** Messages that actors took out of their mailboxes. */
    MESSAGES,
    EVENTS
  }

  private ActorRun() {}

  /** Runs the actors as they are. */
  public static Run.Report of(long seed) {
    return of(seed, Rig.CORRECT);
  }

  /** Runs them on another rig; a planted bug shows as a {@link RuntimeException}. */
  public static Run.Report of(long seed, Rig rig) {
    return SeededThread.call(seed, () -> run(seed, rig, SHORT));
  }

  /** As long and as rough as the pure host is run. */
  public static Run.Report ofWhole(long seed) {
    return SeededThread.call(seed, () -> run(seed, Rig.CORRECT, Run.SCENARIO));
  }

  /**
   * The same with more that runs on the nodes, and a verdict of its own.
   *
   * @param rig given what it may count
   * @param verdict what must come to pass after all, and throws where it does not
   */
  public static <R extends Rig> Run.Report of(
      long seed, Function<Tally, R> rig, BiConsumer<R, ActorCluster> verdict) {
    return SeededThread.call(
        seed,
        () -> {
          Tally tally = new Tally();
          R made = rig.apply(tally);
          return run(
              seed,
              made,
              world -> {
                SHORT.play(world);
                verdict.accept(made, world);
              },
              tally);
        });
  }

  private static Run.Report run(long seed, Rig rig, Scenario scenario) {
    return run(seed, rig, scenario::play, new Tally());
  }

  private static Run.Report run(long seed, Rig rig, Consumer<ActorCluster> story, Tally tally) {
    Simulation simulation = new Simulation(seed);
    ActorCluster world = new ActorCluster(simulation, 3, rig, tally);
    LogWatch.during(world::logged, () -> story.accept(world));
    tally.add(Figure.MESSAGES, world.taken());
    tally.add(Figure.EVENTS, simulation.events());
    return new Run.Report(seed, simulation.traceHash(), tally, simulation.now());
  }
}
