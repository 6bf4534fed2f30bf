package conclave.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * A role's mailbox: messages run one at a time, in the order of arrival, each after a delay; what a
 * role has not handled when it dies is lost. Local messages are slow now and then, as on a machine
 * with too few cores.
 */
public final class Mailbox {

  private final Simulation simulation;
  private final RandomGenerator random;
  private final Life life;
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private int slowPerMille = 3;
  private boolean scheduled;

  public Mailbox(Simulation simulation, RandomGenerator random, Life life) {
    this.simulation = simulation;
    this.random = random;
    this.life = life;
  }

  /** Makes this mailbox a slow one: so many of a thousand messages wait for up to 20 ms. */
  public Mailbox slow(int perMille) {
    slowPerMille = perMille;
    return this;
  }

  public Life life() {
    return life;
  }

  public void tell(Runnable message) {
    if (life.isAlive()) {
      queue.add(message);
      schedule();
    }
  }

  /** A message to itself, after a while. */
  public void later(long delayNanos, Runnable message) {
    simulation.after(delayNanos, life, () -> tell(message));
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      simulation.after(delay(), life, this::next);
    }
  }

  private long delay() {
    int dice = random.nextInt(1000);
    if (dice < 900) {
      return random.nextLong(20 * Simulation.MICRO);
    }
    return dice < 1000 - slowPerMille
        ? random.nextLong(300 * Simulation.MICRO)
        : random.nextLong(20 * Simulation.MILLI);
  }

  private void next() {
    scheduled = false;
    Runnable message = queue.poll();
    if (message != null) {
      message.run();
    }
    if (!queue.isEmpty()) {
      schedule();
    }
  }
}
