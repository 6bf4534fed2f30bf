package conclave.sim.actor;

import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.actor.system.LogWatch;
import conclave.sim.actor.system.SeededThread;
import conclave.sim.pure.Run;
import conclave.sim.world.Scenario;

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

  private static Run.Report run(long seed, Rig rig, Scenario scenario) {
    Simulation simulation = new Simulation(seed);
    Tally tally = new Tally();
    ActorCluster world = new ActorCluster(simulation, 3, rig, tally);
    LogWatch.during(world::logged, () -> scenario.play(world));
    tally.add(Figure.MESSAGES, world.taken());
    tally.add(Figure.EVENTS, simulation.events());
    return new Run.Report(seed, simulation.traceHash(), tally, simulation.now());
  }
}
