package conclave.sim.lock;

import conclave.lock.table.LockName;
import conclave.sim.world.Invariants;
import java.util.HashMap;
import java.util.Map;

/** Something that a lock protects, outside the cluster: it takes no token below one it has seen. */
final class FencedStore {

  private record Written(long token, String owner) {}

  /** On the network. */
  static final String NAME = "store";

  private final LockWorld world;
  private final Map<LockName, Written> last = new HashMap<>();

  FencedStore(LockWorld world) {
    this.world = world;
  }

  void write(LockName lock, long token, String owner) {
    world.ledger().requireGranted(lock, token, owner);
    Written before = last.get(lock);
    if (before != null && token < before.token()) {
      world.tally().add(LockFigure.WRITES_FENCED, 1);
      return;
    }
    if (before != null && token == before.token() && !owner.equals(before.owner())) {
      throw new Invariants.Broken(
          "%s and %s wrote under one token %d of %s (L10)"
              .formatted(before.owner(), owner, token, lock));
    }
    last.put(lock, new Written(token, owner));
    world.tally().add(LockFigure.WRITES, 1);
  }
}
