package conclave.balance.route;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Twenty nodes under 80 % load, four senders that see the nodes' queues once a second: how uneven
 * the nodes' queues become, averaged over time.
 */
class TwoChoicesTest {

  private static final int NODES = 20;
  private static final int SENDERS = 4;
  private static final int REQUESTS = 40_000;

  /** Fifty milliseconds in microseconds; the load is measured each second. */
  private static final long WORK = 50_000;

  private static final long REFRESH = 20 * WORK;

  private record Finish(long at, int sender, Routing.Try which, NodeId node) {}

  private record Unevenness(double maxToMean, double longest) {
    @Override
    public String toString() {
      return "%.1f, %.2f".formatted(longest, maxToMean);
    }
  }

  /** One run. */
  private static final class Run {
    final List<World> views = new ArrayList<>();
    final List<Routing<String>> senders = new ArrayList<>();
    final long[] freeAt = new long[NODES];
    final int[] queue = new int[NODES];
    final PriorityQueue<Finish> finishes = new PriorityQueue<>(Comparator.comparing(Finish::at));
    final SplittableRandom random;
    double unevenness;
    double longest;
    int looks;

    Run(double weight) {
      random = new SplittableRandom(1);
      for (int i = 0; i < SENDERS; i++) {
        views.add(new World(NODES));
        senders.add(
            new Routing<>(
                new RouteLimits(100_000, 1L << 30, 100, 1, 1, 1, weight), random.split()));
      }
    }

    /** Longest to mean queue, and the longest, averaged over time. */
    Unevenness measure(Function<World, Policy> policy) {
      long now = 0;
      long refreshAt = 0;
      for (int i = 0; i < REQUESTS; i++) {
        now += exponential(WORK / (0.8 * NODES));
        settle(now);
        look();
        if (now >= refreshAt) {
          refreshAt = now + REFRESH;
          measureLoads();
        }
        send(i % SENDERS, policy, now);
      }
      return new Unevenness(unevenness / looks, longest / looks);
    }

    private long exponential(double mean) {
      return Math.max(1, Math.round(-mean * Math.log(1 - random.nextDouble())));
    }

    private void settle(long now) {
      while (!finishes.isEmpty() && finishes.peek().at() <= now) {
        Finish finish = finishes.remove();
        queue[views.get(0).nodes.indexOf(finish.node())]--;
        senders.get(finish.sender()).finished(finish.which(), "r");
      }
    }

    private void look() {
      int max = 0;
      int sum = 0;
      for (int i = 0; i < NODES; i++) {
        max = Math.max(max, queue[i]);
        sum += queue[i];
      }
      if (sum > 0) {
        looks++;
        unevenness += max * (double) NODES / sum;
        longest += max;
      }
    }

    private void measureLoads() {
      for (World view : views) {
        for (int i = 0; i < NODES; i++) {
          view.loads.put(view.nodes.get(i), queue[i] / 20.0);
        }
      }
    }

    private void send(int sender, Function<World, Policy> policy, long now) {
      World view = views.get(sender);
      view.now = now;
      Request request = World.request(policy.apply(view), true, 1L << 50);
      Effect.Send<String> send =
          (Effect.Send<String>) senders.get(sender).begin(request, "c", view.scene()).get(0);
      int node = view.nodes.indexOf(send.to());
      queue[node]++;
      freeAt[node] = Math.max(freeAt[node], now) + exponential(WORK);
      finishes.add(
          new Finish(freeAt[node], sender, new Routing.Try(send.id(), send.number()), send.to()));
    }
  }

  @Test
  void theLessLoadedOfTwoIsFarMoreEvenThanChance() {
    SplittableRandom chance = new SplittableRandom(5);
    Unevenness two = new Run(0.2).measure(view -> new Policy.LeastLoaded());
    Unevenness herd = new Run(0).measure(view -> new Policy.LeastLoaded());
    Unevenness random =
        new Run(0).measure(view -> new Policy.ToNode(view.nodes.get(chance.nextInt(NODES))));
    System.out.printf(
        "longest queue of %d nodes at 80 %% load, max/mean: by two choices %s, by two choices"
            + " without own requests %s, by chance %s%n",
        NODES, two, herd, random);
    assertThat(two.maxToMean()).isLessThan(random.maxToMean() * 0.8);
    assertThat(two.longest()).isLessThan(random.longest() / 2);
    assertThat(two.longest()).isLessThan(herd.longest() / 1.5);
  }
}
