package conclave.cluster.internal;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.util.HashMap;
import java.util.Map;

/** Who is in the Akka cluster as this node sees it: a hint for people. Thread-safe. */
public final class AkkaMembers {

  /** The word for whoever is no member. */
  public static final String NONE = "none";

  private final Cluster cluster;

  public AkkaMembers(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  /**
   * A word for each member: up, joining, leaving or unreachable.
   *
   * @return by {@code host:port}; for two at one address, what the reachable one is
   */
  public Map<String, String> byAddress() {
    CurrentClusterState state = cluster.state();
    Map<String, String> words = new HashMap<>();
    state.getUnreachable().forEach(member -> words.put(key(member), "unreachable"));
    for (Member member : state.getMembers()) {
      if (!state.getUnreachable().contains(member)) {
        words.put(key(member), word(member.status()));
      }
    }
    return words;
  }

  private static String key(Member member) {
    Address address = member.address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  private static String word(MemberStatus status) {
    if (status == MemberStatus.up()) {
      return "up";
    }
    return status == MemberStatus.joining() || status == MemberStatus.weaklyUp()
        ? "joining"
        : "leaving";
  }
}
