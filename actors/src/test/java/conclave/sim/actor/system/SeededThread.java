package conclave.sim.actor.system;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs something on a thread of its own on which even {@link ThreadLocalRandom} draws from a seed:
 * Akka names incarnations of actors with it. The generator adds the number of the thread to each
 * step, so all such threads have the same number, as far as JDK 17 is concerned; later ones take it
 * from elsewhere.
 */
public final class SeededThread {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final Poker POKER = Poker.make();

  private SeededThread() {}

  /**
   * Returns what {@code work} returns, or throws what it throws.
   *
   * @throws CompletionException around a checked exception
   */
  public static <T> T call(long seed, Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              POKER.seed(seed * GOLDEN + 1);
              return work.call();
            });
    Thread thread =
        new Thread(task, "simulation-" + seed) {
          @Override
          @SuppressWarnings("deprecation") // later JDKs do not ask it, and lock by what it hides
          public long getId() {
            return 1;
          }
        };
    thread.setDaemon(true);
    thread.start();
    return resultOf(task);
  }

  private static <T> T resultOf(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a simulation ran", e);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new CompletionException(e.getCause());
    }
  }

  /** Writes private fields of a thread; by reflection, since no compiler lets Unsafe pass. */
  private record Poker(Object unsafe, Method putLong, long seedOffset) {

    static Poker make() {
      try {
        ThreadLocalRandom.current();
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method offset = type.getMethod("objectFieldOffset", Field.class);
        return new Poker(
            unsafe,
            type.getMethod("putLong", Object.class, long.class, long.class),
            (long) offset.invoke(unsafe, Thread.class.getDeclaredField("threadLocalRandomSeed")));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this JVM hides the generator of its threads", e);
      }
    }

    void seed(long seed) {
      ThreadLocalRandom.current();
      try {
        putLong.invoke(unsafe, Thread.currentThread(), seedOffset, seed);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot seed " + Thread.currentThread(), e);
      }
    }
  }
}
