package conclave.testkit.example;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Prints what the tests of a class cost, from before their setting up to after their end: the time
 * of the processor, since everything happens on the thread of the test and others use the machine.
 */
final class Stopwatch implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<Long> micros = new ArrayList<>();
  private long begun;

  @Override
  public void beforeEach(ExtensionContext context) {
    begun = THREADS.getCurrentThreadCpuTime();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    micros.add((THREADS.getCurrentThreadCpuTime() - begun) / 1_000);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<Long> sorted = micros.stream().sorted().toList();
    System.out.printf(
        "%s: %d tests, median %.1f ms, quickest %.1f ms, the first one, which loads classes, %.1f"
            + " ms%n",
        context.getDisplayName(),
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1_000.0,
        sorted.get(0) / 1_000.0,
        micros.get(0) / 1_000.0);
  }
}
