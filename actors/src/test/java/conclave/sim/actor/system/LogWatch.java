package conclave.sim.actor.system;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Sees every exception that is logged while a simulation runs on this thread, whatever the levels
 * are: supervision catches what an actor throws, and a bug would hide behind a restart. Nothing
 * that a simulation logs is written anywhere.
 */
public final class LogWatch extends TurboFilter {

  private static final ThreadLocal<Consumer<Throwable>> WATCHER = new ThreadLocal<>();

  static {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    LogWatch watch = new LogWatch();
    watch.start();
    loggers.addTurboFilter(watch);
  }

  private LogWatch() {}

  /** Runs it, and tells {@code watcher} of each exception that is logged by this thread. */
  public static void during(Consumer<Throwable> watcher, Runnable simulation) {
    WATCHER.set(watcher);
    try {
      simulation.run();
    } finally {
      WATCHER.remove();
    }
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] words, Throwable cause) {
    Consumer<Throwable> watcher = WATCHER.get();
    if (watcher == null) {
      return FilterReply.NEUTRAL;
    }
    if (cause != null) {
      watcher.accept(cause);
    } else if (words != null
        && words.length > 0
        && words[words.length - 1] instanceof Throwable last) {
      watcher.accept(last);
    }
    return FilterReply.DENY;
  }
}
