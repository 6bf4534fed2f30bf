package conclave.node.formation;

import conclave.node.speech.Spoken;
import conclave.raft.log.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Who was heard, how long ago, and who was refused: by name, up to a bound. */
final class Acquaintances {

  /** Names remembered beyond the peers; anybody may say Hello. */
  private static final int MAX_STRANGERS = 64;

  private final Set<String> peers;
  private final SortedMap<String, Hello> latest = new TreeMap<>();
  private final SortedMap<String, Integer> silentTicks = new TreeMap<>();
  private final SortedMap<String, String> refusals = new TreeMap<>();

  Acquaintances(Set<String> peers) {
    this.peers = Set.copyOf(peers);
  }

  void tick() {
    silentTicks.replaceAll((name, ticks) -> Math.min(ticks + 1, Integer.MAX_VALUE - 1));
  }

  /**
   * Remembers the Hello; where the bound is met, the stranger that was silent for longest is
   * forgotten.
   *
   * @return whether it brought a challenge that was not known
   */
  boolean note(Hello hello) {
    String name = hello.sender().name();
    if (!latest.containsKey(name)
        && !peers.contains(name)
        && strangers().count() >= MAX_STRANGERS) {
      strangers().max(Comparator.comparing(this::silentTicks)).ifPresent(this::forget);
    }
    Hello former = latest.put(name, hello);
    silentTicks.put(name, 0);
    return former == null || former.challenge() != hello.challenge();
  }

  private Stream<String> strangers() {
    return latest.keySet().stream().filter(name -> !peers.contains(name));
  }

  private void forget(String name) {
    latest.remove(name);
    silentTicks.remove(name);
    refusals.remove(name);
  }

  /** Remembers the refusal of whoever was noted; false if it was remembered already. */
  boolean refuse(String name, String reason) {
    return !reason.equals(refusals.put(name, reason));
  }

  void forgive(String name) {
    refusals.remove(name);
  }

  Optional<Hello> latestFrom(String name) {
    return Optional.ofNullable(latest.get(name));
  }

  /** The latest Hello of each that was not silent for so many ticks. */
  List<Hello> heardWithin(int ticks) {
    return latest.values().stream()
        .filter(hello -> silentTicks(hello.sender().name()) <= ticks)
        .toList();
  }

  Optional<String> refusalOf(String name) {
    return Optional.ofNullable(refusals.get(name));
  }

  int silentTicks(String name) {
    return silentTicks.getOrDefault(name, 0);
  }

  /** The latest challenge of whoever speaks from that address; 0 for nobody. */
  long challengeFrom(String address) {
    return latest.values().stream()
        .filter(hello -> hello.address().equals(address))
        .mapToLong(Hello::challenge)
        .findFirst()
        .orElse(0);
  }

  /** The latest Hello of somebody who has a cluster already; of whom was heard last. */
  Optional<Hello> someFormed() {
    return latest.values().stream()
        .filter(hello -> hello.formed() != null)
        .min(Comparator.comparing(hello -> silentTicks(hello.sender().name())));
  }

  /** The latest Hello of somebody who has none. */
  Optional<Hello> someEmpty() {
    return latest.values().stream().filter(hello -> hello.formed() == null).findFirst();
  }

  /** Why somebody who has a cluster was refused. */
  Optional<String> refusalOfSomeFormed() {
    return refusals.entrySet().stream()
        .filter(refused -> latestFrom(refused.getKey()).flatMap(Hello::membership).isPresent())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Where this very directory said that it is. */
  Optional<String> addressOf(NodeId node) {
    return latestFrom(node.name()).filter(hello -> hello.sender().equals(node)).map(Hello::address);
  }

  /** What this very directory said that it speaks, if it said that it is of that cluster. */
  Optional<Spoken> spokenBy(String clusterId, NodeId node) {
    return belongsTo(clusterId, node)
        ? latestFrom(node.name()).map(hello -> hello.terms().spoken())
        : Optional.empty();
  }

  /** Whether this very directory said that it is of that cluster. */
  boolean belongsTo(String clusterId, NodeId node) {
    return latestFrom(node.name())
        .filter(hello -> hello.sender().equals(node))
        .flatMap(Hello::membership)
        .filter(theirs -> theirs.clusterId().equals(clusterId))
        .isPresent();
  }
}
