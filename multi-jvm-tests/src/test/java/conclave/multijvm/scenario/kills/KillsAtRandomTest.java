package conclave.multijvm.scenario.kills;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.LockLoad;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedLocks;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rounds of SIGKILL at moments drawn from a seed, under load: for any node, for the leader, for two
 * of three shortly after each other, for all; half of the rounds do not wait until the victims of
 * the one before are ready. Every acknowledged write is there in the end, at every node, and what
 * clients of maps and of locks were told is linearizable.
 */
@Tag("long")
class KillsAtRandomTest {

  private static final long SEED = Long.getLong("conclave.seed", 20);
  private static final int ROUNDS = 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final Patience SERVICE = Patience.seconds(120);
  private static final int WRITERS = 6;
  private static final int LOCKERS = 3;

  /** So much is done between two rounds: the next one hits a cluster that serves. */
  private static final int SERVED = 50;

  /** In the ledger, before each round. */
  private static final int ENTRIES = 5;

  private final RecordedMaps maps = new RecordedMaps();
  private final RecordedLocks locks = new RecordedLocks();
  private final Ledger ledger = new Ledger("kills");
  private final List<Integer> underWay = new ArrayList<>();
  private final Map<Strike.Kind, Integer> struck = new EnumMap<>(Strike.Kind.class);
  private int processes;
  private int whileRecovering;
  private int atVictims;

  @Test
  void nothing_acknowledged_is_lost() {
    try (ClusterProcesses cluster = Clusters.own("kills")) {
      int rounds = Clusters.rounds(ROUNDS);
      int keys = strike(cluster, Strikes.drawn(SEED, rounds, cluster.nodes().size()));
      cluster.nodes().forEach(ledger::requireAllAt);
      report(rounds, keys);
      assertThat(struck.size()).as("kinds, %s", struck).isGreaterThanOrEqualTo(most(rounds));
      assertThat(underWay).as("requests in flight at each round").allMatch(many -> many > 0);
      assertThat(ledger.size()).as("entries that must be there").isEqualTo(ENTRIES * rounds);
      assertThat(maps.count(Kind.DONE)).as("requests done").isGreaterThan(SERVED * rounds);
      assertThat(locks.granted()).as("grants").isGreaterThan(rounds);
      assertThat(maps.verdict().linearizable()).as("seed %d: %s", SEED, maps.verdict()).isTrue();
      assertThat(locks.verdict().linearizable()).as("seed %d: %s", SEED, locks.verdict()).isTrue();
    }
  }

  /** Of how many kinds that many rounds are at least: any five have all. */
  private static int most(int rounds) {
    return rounds < 5 ? 1 : Strike.Kind.values().length;
  }

  /** Returns how many keys of the load were read at every node afterwards. */
  private int strike(ClusterProcesses cluster, List<Strike> strikes) {
    MapLoad.Setup writers = new MapLoad.Setup("kills-load", WRITERS, TIMEOUT, SEED);
    LockLoad.Setup lockers =
        new LockLoad.Setup("kills-locks", LOCKERS, Duration.ofSeconds(1), TIMEOUT, SEED);
    try (MapLoad load = MapLoad.start(cluster.nodes(), maps, writers);
        LockLoad holders = LockLoad.start(cluster.nodes(), locks, lockers)) {
      for (int round = 0; round < strikes.size(); round++) {
        kill(cluster, strikes.get(round), round);
      }
      awaitAll(cluster);
      await("holders at work after the last round", () -> holders.underWay() > 0);
      await("writers at work after the last round", () -> load.underWay() > 0);
    }
    return maps.readEverything(cluster.nodes(), READ);
  }

  private void kill(ClusterProcesses cluster, Strike strike, int round) {
    if (strike.recovered()) {
      awaitAll(cluster);
    }
    int before = maps.count(Kind.DONE);
    await("service before round " + round, () -> maps.count(Kind.DONE) >= before + SERVED);
    for (int i = 0; i < ENTRIES; i++) {
      write(cluster.nodes(), "round-%d-%d".formatted(round, i));
    }
    Patience.pass(strike.after());
    List<NodeProcess> victims = victims(cluster, strike);
    whileRecovering += cluster.nodes().stream().allMatch(KillsAtRandomTest::isReady) ? 0 : 1;
    // Between two requests a client rests, so a moment without any is possible and proves nothing.
    await("requests in flight", () -> strike.recovered() ? at(victims) > 0 : maps.underWay() > 0);
    underWay.add(maps.underWay() + locks.underWay());
    atVictims += at(victims);
    killAll(victims, strike);
    struck.merge(strike.kind(), 1, Integer::sum);
    processes += victims.size();
    Patience.pass(strike.down());
    victims.forEach(NodeProcess::start);
  }

  /** Here or there until it is done; one of them may not be back yet. */
  private void write(List<NodeProcess> nodes, String name) {
    Iterator<NodeProcess> next = Stream.generate(() -> nodes).flatMap(List::stream).iterator();
    await(
        "a write of " + name,
        () -> ledger.write(next.next(), name, "written", TIMEOUT) instanceof ServiceAnswer.Done);
  }

  private static List<NodeProcess> victims(ClusterProcesses cluster, Strike strike) {
    List<NodeProcess> nodes = cluster.nodes();
    NodeProcess drawn = nodes.get(strike.victim());
    NodeProcess first =
        strike.kind() == Strike.Kind.NODE
            ? drawn
            : cluster.leaderNow(ClusterProcesses.MAPS).map(leader -> leader.node()).orElse(drawn);
    List<NodeProcess> victims = new ArrayList<>(List.of(first));
    victims.addAll(cluster.others(first));
    return victims.subList(0, strike.kind().of(nodes.size()));
  }

  private static void killAll(List<NodeProcess> victims, Strike strike) {
    if (strike.kind() == Strike.Kind.TWO) {
      victims.get(0).kill();
      Patience.pass(strike.apart());
    }
    CompletableFuture.allOf(
            victims.stream()
                .map(node -> CompletableFuture.runAsync(node::kill))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  /** How many requests for maps these have to answer. */
  private int at(List<NodeProcess> victims) {
    return victims.stream().mapToInt(maps::underWayAt).sum();
  }

  private static boolean isReady(NodeProcess node) {
    try {
      return node.api().get("/ready").status() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  private static void awaitAll(ClusterProcesses cluster) {
    cluster.awaitReady(SERVICE);
  }

  private static void await(String what, BooleanSupplier holds) {
    SERVICE.until(what, () -> holds.getAsBoolean() ? Optional.of(0) : Optional.empty());
  }

  private void report(int rounds, int keys) {
    System.out.printf(
        "kills at random: seed %d, %d rounds %s of %d processes, %d rounds before all were back; in"
            + " flight at each %s, %d of them for maps at those killed; %d requests done, %d"
            + " refused, %d unknown on %d keys, %d grants; %d entries of the ledger at every node,"
            + " none missing%n",
        SEED,
        rounds,
        struck,
        processes,
        whileRecovering,
        underWay,
        atVictims,
        maps.count(Kind.DONE),
        maps.count(Kind.REFUSED),
        maps.count(Kind.UNKNOWN),
        keys,
        locks.granted(),
        ledger.size());
  }
}
