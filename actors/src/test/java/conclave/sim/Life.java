package conclave.sim;

import java.util.function.LongSupplier;

/**
 * One life of a node or of a role on it. What a dead owner had scheduled never runs, as after kill
 * -9; what a paused one had scheduled runs late, all at once.
 */
public final class Life {

  /** Of the world itself: neither dies nor pauses. */
  public static final Life WORLD = new Life(null, () -> 0);

  private final Life parent;
  private final LongSupplier pausedUntil;
  private boolean dead;

  private Life(Life parent, LongSupplier pausedUntil) {
    this.parent = parent;
    this.pausedUntil = pausedUntil;
  }

  /** The life of a process that may be paused. */
  public static Life process(LongSupplier pausedUntil) {
    return new Life(WORLD, pausedUntil);
  }

  /** The life of a part of this process; ends with it at the latest. */
  public Life part() {
    return new Life(this, pausedUntil);
  }

  public boolean isAlive() {
    return !dead && (parent == null || parent.isAlive());
  }

  public long pausedUntil() {
    return pausedUntil.getAsLong();
  }

  public void end() {
    dead = true;
  }
}
