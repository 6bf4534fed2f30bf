package conclave.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
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

  /** One direction between two. */
  private static final class Link {
    private final Deque<Runnable> held = new ArrayDeque<>();
    private Fault cut;
    private boolean clogged;
    private long lastArrival;
  }

  private final Simulation simulation;
  private final RandomGenerator random;
  private final Tally tally;
  private final Map<String, Map<String, Link>> links = new LinkedHashMap<>();
  private Weather climate = Weather.FINE;
  private Weather weather = Weather.FINE;

  public Network(Simulation simulation, Tally tally) {
    this.simulation = simulation;
    this.random = simulation.stream();
    this.tally = tally;
  }

  private Link link(String from, String to) {
    return links
        .computeIfAbsent(from, first -> new LinkedHashMap<>())
        .computeIfAbsent(to, first -> new Link());
  }

  /** How the links behave when nothing else is said. */
  public void climate(Weather usual) {
    climate = usual;
    weather = usual;
  }

  public void weather(Weather next) {
    weather = next;
  }

  /** As usual again. */
  public void clear() {
    weather = climate;
  }

  /** Cuts one direction; {@code fault} says in the name of what. */
  public void cut(String from, String to, Fault fault) {
    link(from, to).cut = fault;
  }

  public void mend(String from, String to) {
    link(from, to).cut = null;
  }

  /** Holds back all that is sent from now on, in order. */
  public void clog(String from, String to) {
    link(from, to).clogged = true;
  }

  /** All that was held back goes on its way at once. */
  public void unclog(String from, String to) {
    unclog(link(from, to));
  }

  private void unclog(Link link) {
    link.clogged = false;
    while (!link.held.isEmpty()) {
      carry(link, link.held.remove());
    }
  }

  /** Nothing is wrong any more, the climate included. */
  public void mendAll() {
    climate(Weather.FINE);
    for (Map<String, Link> from : links.values()) {
      for (Link link : from.values()) {
        link.cut = null;
        unclog(link);
      }
    }
  }

  /** Carries one message, or not, or twice. */
  public void send(String from, String to, Runnable deliver) {
    Link link = link(from, to);
    if (link.cut != null) {
      tally.struck(link.cut);
      return;
    }
    if (random.nextDouble() < weather.loss()) {
      tally.struck(Fault.LOSS);
      return;
    }
    if (random.nextDouble() < weather.duplicate()) {
      tally.struck(Fault.DUPLICATE);
      carry(link, deliver);
    }
    carry(link, deliver);
  }

  private void carry(Link link, Runnable deliver) {
    if (link.clogged) {
      tally.struck(Fault.SWIZZLE);
      link.held.add(deliver);
      return;
    }
    long delay = 30 * Simulation.MICRO + random.nextLong(300 * Simulation.MICRO);
    if (random.nextDouble() < weather.slow()) {
      delay += random.nextLong(500 * Simulation.MILLI);
      tally.struck(Fault.DELAY);
    }
    long arrival = simulation.now() + delay;
    if (arrival < link.lastArrival && random.nextDouble() < weather.reorder()) {
      tally.struck(Fault.REORDER);
    } else {
      arrival = Math.max(arrival, link.lastArrival);
      link.lastArrival = arrival;
    }
    simulation.after(arrival - simulation.now(), Life.WORLD, deliver);
  }
}
