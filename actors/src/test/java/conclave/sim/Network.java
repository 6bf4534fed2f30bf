package conclave.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The links between the nodes. Each direction of each link has faults of its own; a message that is
 * on its way when a link is cut still arrives.
 */
public final class Network {

  /**
   * How badly all links behave.
   *
   * @param loss part of the messages that vanish, 0 to 1
   * @param duplicate part that arrives twice
   * @param reorder part that may be overtaken
   * @param slow part that is held back for up to half a second
   */
  public record Weather(double loss, double duplicate, double reorder, double slow) {
    public static final Weather FINE = new Weather(0, 0, 0, 0);
  }

  private record Link(String from, String to) {}

  private final Simulation simulation;
  private final RandomGenerator random;
  private final Tally tally;
  private final Map<Link, Fault> cuts = new HashMap<>();
  private final Map<Link, Long> lastArrival = new HashMap<>();
  private Weather weather = Weather.FINE;

  public Network(Simulation simulation, Tally tally) {
    this.simulation = simulation;
    this.random = simulation.stream();
    this.tally = tally;
  }

  public void weather(Weather next) {
    weather = next;
  }

  /** Cuts one direction; {@code fault} says in the name of what. */
  public void cut(String from, String to, Fault fault) {
    cuts.put(new Link(from, to), fault);
  }

  public void mend(String from, String to) {
    cuts.remove(new Link(from, to));
  }

  public void mendAll() {
    cuts.clear();
    weather = Weather.FINE;
  }

  /** Carries one message, or not, or twice. */
  public void send(String from, String to, Runnable deliver) {
    Fault cut = cuts.get(new Link(from, to));
    if (cut != null) {
      tally.struck(cut);
      return;
    }
    if (random.nextDouble() < weather.loss()) {
      tally.struck(Fault.LOSS);
      return;
    }
    if (random.nextDouble() < weather.duplicate()) {
      tally.struck(Fault.DUPLICATE);
      carry(from, to, deliver);
    }
    carry(from, to, deliver);
  }

  private void carry(String from, String to, Runnable deliver) {
    Link link = new Link(from, to);
    long delay = 30 * Simulation.MICRO + random.nextLong(300 * Simulation.MICRO);
    if (random.nextDouble() < weather.slow()) {
      delay += random.nextLong(500 * Simulation.MILLI);
      tally.struck(Fault.DELAY);
    }
    long arrival = simulation.now() + delay;
    long last = lastArrival.getOrDefault(link, 0L);
    if (arrival < last && random.nextDouble() < weather.reorder()) {
      tally.struck(Fault.REORDER);
    } else {
      arrival = Math.max(arrival, last);
      lastArrival.put(link, arrival);
    }
    simulation.after(arrival - simulation.now(), Life.WORLD, deliver);
  }
}
