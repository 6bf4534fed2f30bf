package conclave.multijvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened to a cluster, in order, with the time since its start. Each line is in its file as
 * soon as it is noted. Thread-safe.
 */
public final class Timeline {

  /** Further events are counted and not kept. */
  private static final int MAX_EVENTS = 100_000;

  private final Path file;
  private final long start = System.nanoTime();
  private final List<Event> events = new ArrayList<>();

  /**
   * One thing that happened.
   *
   * @param at since the start of the cluster
   * @param who a node, a link, or the test
   * @param what in a few words
   */
  public record Event(Duration at, String who, String what) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%9.3f  %-10s %s", at.toNanos() / 1e9, who, what);
    }
  }

  private Timeline(Path file) {
    this.file = file;
  }

  /** An empty one, with its file in place of a former one. */
  public static Timeline into(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Timeline(file);
  }

  /** Something happens now. */
  public synchronized void note(String who, String what) {
    if (events.size() >= MAX_EVENTS) {
      return;
    }
    Event event = new Event(Duration.ofNanos(System.nanoTime() - start), who, what);
    events.add(event);
    if (!Files.exists(file)) {
      return; // its cluster is gone, and all of it was well
    }
    try {
      Files.writeString(file, event + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("noting that " + event, e);
    }
  }

  /** All so far. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** Where they stand. */
  public Path file() {
    return file;
  }
}
