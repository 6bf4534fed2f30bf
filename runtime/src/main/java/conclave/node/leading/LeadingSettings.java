package conclave.node.leading;

import com.typesafe.config.Config;
import conclave.monitor.fitness.Ailment;
import conclave.monitor.fitness.Fitness;
import conclave.monitor.fitness.Limit;
import conclave.node.leading.rules.LeadingRules;
import conclave.settings.SettingsReader;
import conclave.settings.SettingsReader.Rule;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which node leads, read from {@code conclave.leadership}; see {@code reference.conf}.
 *
 * @param priority of this node
 * @param look how often it looks at itself
 * @param rules how patient it is with others
 * @param limits when it is unfit
 */
public record LeadingSettings(
    int priority, Duration look, LeadingRules.Settings rules, Fitness.Limits limits) {

  private static final String SECTION = "conclave.leadership";
  private static final int MOST_PRIORITY = 1_000;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final Rule<Long> TIME =
      new Rule<>(nanos -> nanos >= 10 * MILLI && nanos <= HOUR, "be 10 ms to 1 h");

  /** A hang counts at once: the level is long enough. */
  private static final int AT_ONCE = 1;

  /** Space that is short for a moment is no trouble: the next segment is on its way. */
  private static final int FULL_LOOKS = 2;

  /** Reads them; an IllegalArgumentException names all that is wrong. */
  public static LeadingSettings create(Config config) {
    SettingsReader reader = new SettingsReader(config, SECTION);
    Map<Ailment, Limit> limits = new EnumMap<>(Ailment.class);
    limits.put(Ailment.SLOW_DISK, inARow(millis(reader, "unfit.disk.sync"), reader, "disk"));
    limits.put(
        Ailment.HANGING_DISK, new Limit(millis(reader, "unfit.disk.hang"), AT_ONCE, AT_ONCE));
    limits.put(Ailment.FULL_DISK, new Limit(1, FULL_LOOKS, FULL_LOOKS));
    limits.put(Ailment.CPU, inARow(share(reader, "unfit.cpu.share", 2), reader, "cpu"));
    limits.put(Ailment.MEMORY, inARow(share(reader, "unfit.memory.gc-share", 1), reader, "memory"));
    int bad = looks(reader, "unfit.pauses.looks");
    int of = looks(reader, "unfit.pauses.of");
    limits.put(
        Ailment.PAUSES, new Limit(millis(reader, "unfit.pauses.pause"), Math.min(bad, of), of));
    LeadingSettings settings =
        new LeadingSettings(
            (int) reader.number("priority", 0, MOST_PRIORITY),
            Duration.ofNanos(reader.nanos("look", TIME)),
            new LeadingRules.Settings(
                config.getBoolean(SECTION + ".abdicate"),
                config.getBoolean(SECTION + ".balance"),
                reader.nanos("tenure", TIME),
                reader.nanos("prefer-after", TIME)),
            new Fitness.Limits(limits, looks(reader, "unfit.well-after")));
    reader.throwErrors();
    if (bad > of) {
      throw new IllegalArgumentException(
          "%s.unfit.pauses.looks = %d must not be above of = %d".formatted(SECTION, bad, of));
    }
    return settings;
  }

  private static Limit inARow(double level, SettingsReader reader, String what) {
    int looks = looks(reader, "unfit." + what + ".looks");
    return new Limit(level, looks, looks);
  }

  /** After an error anything that is possible, so that reading can go on. */
  private static int looks(SettingsReader reader, String key) {
    return Math.max(1, (int) reader.number(key, 1, Limit.MOST_LOOKS));
  }

  private static double share(SettingsReader reader, String key, double most) {
    double share = reader.fraction(key, 0.01, most);
    return share > 0 ? share : 1;
  }

  private static double millis(SettingsReader reader, String key) {
    return Math.max(1, reader.nanos(key, TIME) / (double) MILLI);
  }
}
