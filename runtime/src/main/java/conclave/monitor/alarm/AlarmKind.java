package conclave.monitor.alarm;

import java.util.Locale;

/** What a node may be in trouble with, and how its figure is said. */
public enum AlarmKind {
  /** The share of the processors in use, by everybody on them. */
  CPU(Bad.HIGH, Unit.SHARE),
  /** The share of the heap in use. */
  HEAP(Bad.HIGH, Unit.SHARE),
  /** The share of the container's memory in use that the kernel cannot take back. */
  CONTAINER_MEMORY(Bad.HIGH, Unit.SHARE),
  /** The share of the data's file system that is free. */
  DISK_SHARE(Bad.LOW, Unit.SHARE),
  /** Bytes that are free on the data's file system. */
  DISK_BYTES(Bad.LOW, Unit.BYTES),
  /** The longest that the journal waited for a sync lately, in milliseconds. */
  FSYNC(Bad.HIGH, Unit.MILLIS),
  /** The longest that the process did not run lately, in milliseconds. */
  PAUSE(Bad.HIGH, Unit.MILLIS),
  /** 1 while the node hands over whatever it leads, else 0. */
  UNFIT_TO_LEAD(Bad.HIGH, Unit.FLAG),
  /** In how many groups the node was found to have other machines than another one. */
  DIVERGED(Bad.HIGH, Unit.COUNT),
  /** 1 while the node is unreachable, else 0. */
  UNREACHABLE(Bad.HIGH, Unit.FLAG);

  private enum Bad {
    HIGH,
    LOW
  }

  private enum Unit {
    SHARE,
    BYTES,
    MILLIS,
    COUNT,
    FLAG
  }

  private final Bad bad;
  private final Unit unit;

  AlarmKind(Bad bad, Unit unit) {
    this.bad = bad;
    this.unit = unit;
  }

  /** Whether small figures are the bad ones. */
  public boolean lowIsBad() {
    return bad == Bad.LOW;
  }

  /** Its name in settings, logs and documents, e.g. {@code disk-share}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A figure of this kind for people, e.g. {@code 93 %}; {@code unknown} for none. */
  public String say(double figure) {
    if (Double.isNaN(figure)) {
      return "unknown";
    }
    return switch (unit) {
      case SHARE -> String.format(Locale.ROOT, "%.0f %%", figure * 100);
      case BYTES -> String.format(Locale.ROOT, "%.0f MiB", figure / (1 << 20));
      case MILLIS -> String.format(Locale.ROOT, "%.0f ms", figure);
      case COUNT -> String.format(Locale.ROOT, "%.0f", figure);
      case FLAG -> figure > 0 ? "yes" : "no";
    };
  }
}
