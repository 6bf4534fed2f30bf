package conclave.multijvm.control;

import conclave.multijvm.Barrier;
import conclave.multijvm.Timeline;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The barriers of one cluster, kept by the test. Who must come is settled by the first to arrive;
 * the last one lets all go on, and the next arrival begins a new round. Thread-safe.
 */
public final class Barriers {

  /** The test itself, among the parties. */
  public static final String TEST = "test";

  /** More at a time are refused. */
  private static final int MAX = 1_000;

  private final Timeline timeline;
  private final Supplier<Set<String>> running;
  private final Map<String, Round> rounds = new HashMap<>();

  private record Round(Set<String> parties, Map<String, CompletableFuture<Void>> there) {

    Set<String> missing() {
      Set<String> missing = new TreeSet<>(parties);
      missing.removeAll(there.keySet());
      return missing;
    }
  }

  /**
   * No barrier yet.
   *
   * @param running names the nodes that run now
   */
  public Barriers(Timeline timeline, Supplier<Set<String>> running) {
    this.timeline = timeline;
    this.running = running;
  }

  /** Completed when all are there; failed with a {@link Barrier.Broken} when they are not. */
  public CompletableFuture<Void> arrive(String who, Rendezvous where) {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    String name = where.barrier();
    synchronized (this) {
      Round round = rounds.get(name);
      if (round == null && rounds.size() >= MAX) {
        passed.completeExceptionally(new Barrier.Broken(MAX + " barriers are waited at already"));
        return passed;
      }
      if (round == null) {
        round = new Round(parties(where), new LinkedHashMap<>());
        rounds.put(name, round);
      }
      if (!round.parties().contains(who) || round.there().putIfAbsent(who, passed) != null) {
        passed.completeExceptionally(
            new Barrier.Broken(
                "barrier %s is for each of %s once, and %s came"
                    .formatted(name, round.parties(), who)));
        return passed;
      }
      timeline.note(who, "at barrier " + name);
      if (round.missing().isEmpty()) {
        rounds.remove(name);
        timeline.note(TEST, "barrier %s: all are there".formatted(name));
        round.there().values().forEach(each -> each.complete(null));
        return passed;
      }
    }
    CompletableFuture.delayedExecutor(where.within().toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> tooLate(name, passed, where));
    return passed;
  }

  /** A node is gone: whoever waits for it need not wait longer. */
  public synchronized void gone(String node) {
    Map.copyOf(rounds)
        .forEach(
            (name, round) -> {
              if (round.parties().contains(node)) {
                breakUp(name, "barrier %s: %s ended%s".formatted(name, node, whoWaits(round)));
              }
            });
  }

  private synchronized void tooLate(String name, CompletableFuture<Void> one, Rendezvous where) {
    Round round = rounds.get(name);
    if (round != null && round.there().containsValue(one)) {
      breakUp(
          name,
          "barrier %s: %s missing after %s%s"
              .formatted(name, list(round.missing()), where.within(), whoWaits(round)));
    }
  }

  private void breakUp(String name, String sentence) {
    Round round = rounds.remove(name);
    timeline.note(TEST, sentence);
    round
        .there()
        .values()
        .forEach(each -> each.completeExceptionally(new Barrier.Broken(sentence)));
  }

  private Set<String> parties(Rendezvous where) {
    Set<String> parties = new TreeSet<>(where.parties());
    if (parties.isEmpty()) {
      parties.addAll(running.get());
      parties.add(TEST);
    }
    return parties;
  }

  private static String whoWaits(Round round) {
    return "; there: " + String.join(", ", round.there().keySet());
  }

  private static String list(Set<String> names) {
    return String.join(", ", names) + (names.size() == 1 ? " is" : " are");
  }
}
