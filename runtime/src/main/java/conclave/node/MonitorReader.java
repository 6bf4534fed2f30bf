package conclave.node;

import conclave.monitor.MonitorSettings;
import conclave.monitor.alarm.AlarmKind;
import conclave.monitor.alarm.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Reads {@code conclave.monitor}. */
final class MonitorReader {

  private static final String MONITOR = "conclave.monitor.";
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final long MOST_BYTES = 1L << 60;

  private final SettingsReader reader;
  private final long clearAfterNanos;

  MonitorReader(SettingsReader reader) {
    this.reader = reader;
    this.clearAfterNanos = time("alarms.clear-after");
  }

  MonitorSettings read() {
    return new MonitorSettings(
        reader.duration(MONITOR + "interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
        reader.integer(MONITOR + "silent-intervals", 1, 1_000),
        thresholds());
  }

  private List<Threshold> thresholds() {
    List<Threshold> all = new ArrayList<>();
    for (AlarmKind kind : AlarmKind.values()) {
      switch (kind) {
        case UNFIT_TO_LEAD, DIVERGED -> all.add(new Threshold(kind, 1, 0, 0, 0)); // slow enough
        case UNREACHABLE -> all.add(unreachable());
        case DISK_BYTES -> add(kind, path -> reader.longBytes(path, 0, MOST_BYTES), all);
        case FSYNC, PAUSE -> add(kind, this::millis, all);
        default -> add(kind, path -> reader.share(path), all);
      }
    }
    return all;
  }

  /** It is clear as soon as the node is heard. */
  private Threshold unreachable() {
    return new Threshold(AlarmKind.UNREACHABLE, 1, 0, time("alarms.unreachable.raise-after"), 0);
  }

  /** A pair of levels that is the wrong way round is an error, and no threshold. */
  private void add(AlarmKind kind, ToDoubleFunction<String> level, List<Threshold> all) {
    String at = "alarms." + kind.label() + ".";
    double raise = level.applyAsDouble(MONITOR + at + "raise");
    double clear = level.applyAsDouble(MONITOR + at + "clear");
    long raiseAfter = time(at + "raise-after");
    if (kind.lowIsBad() ? clear > raise : clear < raise) {
      all.add(new Threshold(kind, raise, clear, raiseAfter, clearAfterNanos));
    } else {
      reader.wrong(
          MONITOR + at + "clear", "must be " + (kind.lowIsBad() ? "above" : "below") + " raise");
    }
  }

  private double millis(String path) {
    return reader.duration(path, Duration.ofMillis(1), LONGEST).toNanos()
        / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  private long time(String key) {
    return reader.duration(MONITOR + key, Duration.ZERO, LONGEST).toNanos();
  }
}
