package conclave.node.memory;

import conclave.node.formation.Hello;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.lineage.Lineage;
import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A node that was told to makes a new cluster of one that is lost, with itself as the only member;
 * the others join it. It listens for a while first: not where that cluster lives, nor where another
 * node was told the same; and the new one comes after every cluster of that line that anybody
 * remembers, since the counters of its machines begin where those of all before must have ended
 * (law L10).
 */
public final class NewCluster {

  /** So many Hellos' time it listens. */
  private static final int LISTENING = 12;

  private final NodeId self;
  private final String address;
  private final Lineage former;
  private int ticks;

  /**
   * @param address where the others reach this node
   * @param former the cluster that this node was in
   */
  public NewCluster(NodeId self, String address, String former) {
    this.self = self;
    this.address = address;
    this.former = Lineage.of(former);
  }

  /** Time passes: one interval between Hellos. */
  public void tick() {
    ticks++;
  }

  /**
   * Why it must not, for ever; empty for no reason.
   *
   * @param heard the latest Hello of each node
   */
  public Optional<String> obstacle(Collection<Hello> heard) {
    return heard.stream().flatMap(hello -> obstacle(hello).stream()).findFirst();
  }

  private Optional<String> obstacle(Hello hello) {
    String name = hello.sender().name();
    if (hello.formed() != null && isOfLine(hello.formed().clusterId())) {
      return Optional.of(
          "node %s was started with --new-cluster, but %s at %s is in cluster %s: leave --new-cluster out to join it; where that one has lost its majority, stop %s first"
              .formatted(self.name(), name, hello.address(), hello.formed().clusterId(), name));
    }
    boolean rival = hello.past() != null && hello.past().makesNew();
    return rival && isOfLine(hello.past().clusterId()) && name.compareTo(self.name()) < 0
        ? Optional.of(
            "nodes %s and %s were both started with --new-cluster: start %s without it"
                .formatted(name, self.name(), self.name()))
        : Optional.empty();
  }

  private boolean isOfLine(String cluster) {
    return Lineage.of(cluster).root().equals(former.root());
  }

  /**
   * The new cluster, once it has listened for long enough.
   *
   * @param heard the latest Hello of each node
   * @param random two of them must not draw alike
   */
  public Optional<Membership> decide(Collection<Hello> heard, RandomGenerator random) {
    if (ticks < LISTENING) {
      return Optional.empty();
    }
    Lineage latest =
        Stream.concat(Stream.of(former), heard.stream().flatMap(hello -> past(hello).stream()))
            .max((one, other) -> Long.compare(one.recoveries(), other.recoveries()))
            .orElseThrow();
    return Optional.of(
        new Membership(
            latest.recovered(random).clusterId(), List.of(new Member(self, address, true))));
  }

  private Optional<Lineage> past(Hello hello) {
    return Optional.ofNullable(hello.past())
        .map(Hello.Past::clusterId)
        .filter(this::isOfLine)
        .map(Lineage::of);
  }
}
