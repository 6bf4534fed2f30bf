package conclave.node.leading;

import conclave.monitor.fitness.Suitability;
import java.util.concurrent.atomic.AtomicReference;

/** What this node's watch found last. Any thread may look; null before the first time. */
public final class OwnSuitability {

  private final AtomicReference<Suitability> latest = new AtomicReference<>();

  void found(Suitability now) {
    latest.set(now);
  }

  public Suitability latest() {
    return latest.get();
  }
}
