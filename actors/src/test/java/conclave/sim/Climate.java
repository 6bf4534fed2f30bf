package conclave.sim;

import java.util.random.RandomGenerator;

/**
 * How rough one run is, drawn from its seed: a third of the seeds is calm, a third is as a bad day,
 * and a third is harsh from beginning to end.
 *
 * @param usual how the links behave while nothing in particular strikes them
 * @param tempo by which the time between two strikes is multiplied
 */
public record Climate(Network.Weather usual, double tempo) {

  /** The worst that is drawn. */
  public static final Network.Weather WORST = new Network.Weather(0.3, 0.5, 1, 0.05);

  private static final Network.Weather BAD = new Network.Weather(0.03, 0.05, 1, 0.01);

  public static Climate of(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Climate(Network.Weather.FINE, 2);
      case 1 -> new Climate(upTo(BAD, random), 1);
      default -> new Climate(upTo(WORST, random), 0.5);
    };
  }

  /** Each rate on its own, from none to that. */
  public static Network.Weather upTo(Network.Weather worst, RandomGenerator random) {
    return new Network.Weather(
        random.nextDouble() * worst.loss(),
        random.nextDouble() * worst.duplicate(),
        random.nextDouble() * worst.reorder(),
        random.nextDouble() * worst.slow());
  }
}
