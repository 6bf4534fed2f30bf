package conclave.sim.lock;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.sim.Simulation;
import conclave.sim.pure.SimNode;
import conclave.sim.world.Invariants;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * That a leader proposes nobody's end too early (law L5): since the last renewal <em>and</em> since
 * it leads it must have been awake for the whole time, by the fastest clock.
 */
final class Punctuality {

  private static final double FASTEST = 1.03;

  /** Of each pause, so much may be missed: from the last look to its beginning, and one more. */
  private static final long UNSEEN = 2 * LockWorld.EXPIRY.tickNanos();

  private static final long ROUNDING = 2 * Simulation.MILLI;

  private record Began(long at, long nanos) {}

  private record Leads(SimNode node, long since) {}

  private final Simulation simulation;
  private final Map<Long, Began> began = new HashMap<>();
  private final Map<Long, Leads> leaders = new HashMap<>();

  Punctuality(Simulation simulation) {
    this.simulation = simulation;
  }

  void leads(SimNode node, long term) {
    leaders.put(term, new Leads(node, simulation.now()));
  }

  /** The entry at that index granted, renewed or let wait; no replica applied it before. */
  void began(long index, LockEvent event) {
    long margin = LockWorld.EXPIRY.marginNanos();
    if (event instanceof LockEvent.Granted grant) {
      long ttl = grant.ttlMs() * Simulation.MILLI + margin;
      long nanos = grant.claimed() ? ttl : Math.min(ttl, LockWorld.EXPIRY.claimNanos());
      began.put(index, new Began(simulation.now(), nanos));
    } else if (event instanceof LockEvent.Waits wait) {
      began.put(index, new Began(simulation.now(), wait.waitMs() * Simulation.MILLI + margin));
    }
  }

  /** The clock beside the leader of that term is about to say that something is over. */
  void proposing(SimNode node, long term, LockCommand command) {
    long renewal =
        command instanceof LockCommand.Expire expire
            ? expire.renewal()
            : ((LockCommand.TimeOut) command).renewal();
    Began asked = began.get(renewal);
    Leads leads = leaders.get(term);
    if (leads == null || leads.node() != node) {
      throw new Invariants.Broken(
          "%s proposed %s in term %d, in which it does not lead (L5)"
              .formatted(node.id(), command, term));
    }
    long from = Math.max(asked.at(), leads.since());
    long awake = awake(node, from);
    if (awake * FASTEST + ROUNDING < asked.nanos()) {
      throw new Invariants.Broken(
          "%s was awake for %d ms of %d ms when it proposed %s in term %d (L5)"
              .formatted(
                  node.id(),
                  awake / Simulation.MILLI,
                  asked.nanos() / Simulation.MILLI,
                  command,
                  term));
    }
  }

  private long awake(SimNode node, long from) {
    long now = simulation.now();
    long awake = now - from;
    List<long[]> pauses = node.watch().pausesSince(from);
    for (long[] pause : pauses) {
      awake -= Math.max(0, Math.min(pause[1], now) - pause[0] - UNSEEN);
    }
    for (long jump : node.watch().jumpsSince(from)) {
      awake += Math.min(jump, UNSEEN);
    }
    return awake;
  }
}
