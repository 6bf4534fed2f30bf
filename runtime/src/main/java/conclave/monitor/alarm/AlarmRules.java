package conclave.monitor.alarm;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The alarms of one node. One caller at a time. */
public final class AlarmRules {

  private final Map<AlarmKind, Watch> watches = new EnumMap<>(AlarmKind.class);

  /**
   * @param thresholds at most one of each kind; a kind without one is never raised
   * @param raised those that are raised already
   */
  public AlarmRules(Collection<Threshold> thresholds, Set<AlarmKind> raised) {
    for (Threshold threshold : thresholds) {
      AlarmKind kind = threshold.kind();
      if (watches.put(kind, new Watch(threshold, raised.contains(kind))) != null) {
        throw new IllegalArgumentException("two thresholds for alarm " + kind.label());
      }
    }
  }

  /**
   * Takes new figures.
   *
   * @param figures not a number where it is not known: such an alarm stays as it is
   * @param nowNanos when they arrived; never before the last ones
   */
  public void on(ToDoubleFunction<AlarmKind> figures, long nowNanos) {
    watches.forEach((kind, watch) -> watch.on(figures.applyAsDouble(kind), nowNanos));
  }

  /** Those that are raised, in order. */
  public Set<AlarmKind> raised() {
    Set<AlarmKind> raised = EnumSet.noneOf(AlarmKind.class);
    watches.forEach(
        (kind, watch) -> {
          if (watch.isRaised()) {
            raised.add(kind);
          }
        });
    return raised;
  }
}
