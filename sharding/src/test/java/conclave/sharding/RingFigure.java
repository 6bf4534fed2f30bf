package conclave.sharding;

import conclave.sim.Tally;

/** What is counted in a simulated run of placement; a campaign fails when one never happened. */
enum RingFigure implements Tally.Figure {
  PROPOSALS,
  EPOCHS,
  MOVES,
  /** Epochs by which a node left, by which one joined. */
  NODES_LEFT,
  NODES_JOINED,
  /** Proposals that came after another from the same epoch. */
  STALE,
  /** A proposal whose fate its planner never heard. */
  UNHEARD,
  /** A planner that believed to lead though it did not. */
  PRETENDERS,
  WEIGHTS_CHANGED,
  PLACEMENTS_KILLED,
  /** A follower began anew with a view of the whole table. */
  VIEWS
}
