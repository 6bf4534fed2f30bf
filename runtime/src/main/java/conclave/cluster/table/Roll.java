package conclave.cluster.table;

import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who founded the Akka cluster, and which runs may be in it.
 *
 * @param generation of the present Akka cluster; 0 before the first
 * @param founder who alone joins itself; empty in generation 0
 * @param seats the newest run of each node, up to {@value #MOST_NODES}
 */
public record Roll(long generation, Optional<Run> founder, SortedMap<NodeId, Seat> seats) {

  /** More nodes than Akka Cluster is made for. */
  public static final int MOST_NODES = 1_024;

  /** Nobody was there yet. */
  public static final Roll NONE = new Roll(0, Optional.empty(), new TreeMap<>());

  public Roll {
    seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    if (generation < 0 || (generation == 0) != founder.isEmpty()) {
      throw new IllegalArgumentException(
          "generation %d with founder %s".formatted(generation, founder));
    }
    if (seats.size() > MOST_NODES) {
      throw new IllegalArgumentException(seats.size() + " nodes are more than " + MOST_NODES);
    }
    for (Seat seat : seats.values()) {
      if (seat.generation() > generation) {
        throw new IllegalArgumentException(seat + " is ahead of generation " + generation);
      }
    }
  }

  /** The newest run of that node. */
  public Optional<Seat> seat(NodeId node) {
    return Optional.ofNullable(seats.get(node));
  }

  /** The seat of that run; empty when it is not the newest of its node. */
  public Optional<Seat> seat(Run run) {
    return seat(run.node()).filter(seat -> seat.run().equals(run));
  }

  /** Whoever may be in the present Akka cluster and is not known to be over, sorted by node. */
  public List<Seat> standing() {
    return seats.values().stream()
        .filter(seat -> seat.generation() == generation && generation > 0)
        .toList();
  }

  /** Whether that run may be in the present Akka cluster. */
  public boolean stands(Run run) {
    return generation > 0 && seat(run).filter(seat -> seat.generation() == generation).isPresent();
  }

  /** Whether one more node gets a seat: one that is left, or that of a run which stands nowhere. */
  boolean hasRoom() {
    return seats.size() < MOST_NODES || !free().isEmpty();
  }

  private List<Seat> free() {
    return seats.values().stream().filter(seat -> seat.generation() == 0).toList();
  }

  /**
   * With another run of its node.
   *
   * @param chance says whose seat is given away when there is none left, the same on all replicas
   */
  Roll started(Seat seat, long chance) {
    if (seats.size() < MOST_NODES || seats.containsKey(seat.run().node())) {
      return with(seat);
    }
    List<Seat> free = free();
    return without(List.of(free.get((int) (chance % free.size())))).with(seat);
  }

  Roll with(Seat seat) {
    SortedMap<NodeId, Seat> next = new TreeMap<>(seats);
    next.put(seat.run().node(), seat);
    return new Roll(generation, founder, next);
  }

  /** The same generation, without the runs that are given up. */
  Roll without(Collection<Seat> given) {
    SortedMap<NodeId, Seat> next = new TreeMap<>(seats);
    given.forEach(seat -> next.remove(seat.run().node()));
    return new Roll(generation, founder, next);
  }

  /** The next generation, without the runs that are given up. */
  Roll claimedBy(Seat claimer, Collection<Seat> given) {
    SortedMap<NodeId, Seat> next = new TreeMap<>(without(given).seats());
    next.put(claimer.run().node(), claimer.joined(generation + 1));
    return new Roll(generation + 1, Optional.of(claimer.run()), next);
  }
}
