package conclave.node.leading;

import conclave.monitor.fitness.Suitability;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** What this node's watch found last. Any thread may look; null before the first time. */
public final class OwnSuitability {

  private final AtomicReference<Suitability> latest = new AtomicReference<>();
  private final AtomicReference<Predicate<String>> reluctance =
      new AtomicReference<>(group -> false);

  void found(Suitability now) {
    latest.set(now);
  }

  /**
   * @param now whether others should lead a group, by its name; holds until the next time
   */
  void found(Predicate<String> now) {
    reluctance.set(now);
  }

  public Suitability latest() {
    return latest.get();
  }

  /** Whether this node lets others campaign for that group first; before the first look, not. */
  public boolean isReluctant(String group) {
    return reluctance.get().test(group);
  }
}
