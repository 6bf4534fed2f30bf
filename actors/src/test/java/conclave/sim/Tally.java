package conclave.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What one run, or many, exercised. */
public final class Tally {

  /** Something that is counted; a campaign of its own has figures of its own. */
  public interface Figure {
    String name();
  }

  /** What is counted beside the faults. */
  public enum Count implements Figure {
    ELECTIONS,
    STEP_DOWNS,
    TRUNCATED_ENTRIES,
    SNAPSHOTS_TAKEN,
    SNAPSHOTS_INSTALLED,
    STATES_LOST,
    TRANSFERS_RESUMED,
    COMMITTED_ENTRIES,
    COMMITTED_OPERATIONS,
    UNKNOWN_OPERATIONS,
    READS,
    FOLLOWER_READS,
    RECOVERIES,
    REFUSALS,
    OVERLOADED,
    NO_SPACE,
    HEALED,
    LED_ANEW,
    HANDED_OVER,
    HANDOVERS_FAILED,
    HELD_PROPOSALS,
    CHANGES_DONE,
    CHANGES_REFUSED,
    PROMOTIONS,
    TOLD_REMOVED,
    REMOVED_THEMSELVES,
    FINGERPRINTS_COMPARED
  }

  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<String, Long> others = new TreeMap<>();

  public void struck(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  public void add(Count count, long n) {
    counts.merge(count, n, Long::sum);
  }

  public void add(Figure figure, long n) {
    others.merge(figure.name(), n, Long::sum);
  }

  public long of(Figure figure) {
    return others.getOrDefault(figure.name(), 0L);
  }

  public long of(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  public long of(Count count) {
    return counts.getOrDefault(count, 0L);
  }

  public void addAll(Tally other) {
    other.faults.forEach((fault, n) -> faults.merge(fault, n, Long::sum));
    other.counts.forEach((count, n) -> counts.merge(count, n, Long::sum));
    other.others.forEach((figure, n) -> others.merge(figure, n, Long::sum));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("  faults: ");
    for (Fault fault : Fault.values()) {
      text.append(fault).append(' ').append(of(fault)).append("  ");
    }
    text.append("\n  counts: ");
    for (Count count : Count.values()) {
      text.append(count).append(' ').append(of(count)).append("  ");
    }
    if (!others.isEmpty()) {
      text.append("\n  beside: ");
      others.forEach((figure, n) -> text.append(figure).append(' ').append(n).append("  "));
    }
    return text.toString();
  }
}
