package conclave.sim.world;

import conclave.history.History;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.raft.RaftSettings;
import conclave.sim.Network;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The nodes of one run and what connects them. */
public interface World {

  Simulation simulation();

  Tally tally();

  Invariants invariants();

  Network network();

  /** The bounds and times of every replica. */
  RaftSettings settings();

  /** All of them, whether they run or not, in one order. */
  List<? extends Node> nodes();

  /** Whether members come and go; else they are who they were. */
  default boolean changesMembers() {
    return false;
  }

  /** Whether somebody has made the machines of that node other than the log makes them. */
  default boolean mayDiverge(Node node) {
    return false;
  }

  /** One more node starts, empty and in no cluster; none if it can't. */
  default Optional<? extends Node> recruit() {
    return Optional.empty();
  }

  /** A node that believes to lead, if any does. */
  Optional<? extends Node> leader();

  /** A client of this cluster, which notes what it sees in {@code history}. */
  Client client(String name, History<MapCall, MapResult> history);

  /** Whether there are actors that are no roles. */
  default boolean hasActors() {
    return false;
  }

  /** Called once, before the first node starts. */
  default void begins() {}

  /** Calls {@code hunter} with the sender when a snapshot transfer begins. */
  void onTransfer(Consumer<Node> hunter);
}
