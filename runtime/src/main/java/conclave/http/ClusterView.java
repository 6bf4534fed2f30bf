package conclave.http;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Port to what this node knows of the cluster. Answers from memory, without a quorum. */
public interface ClusterView {

  /** Every node that is known, sorted by name. */
  CompletionStage<List<Node>> nodes();

  /** Every group that has a replica here, sorted by name. */
  CompletionStage<List<Group>> groups();

  /**
   * One node; what is measured is null where nothing is known.
   *
   * @param name the node's name
   * @param address {@code host:port} of the traffic between nodes
   * @param status a lower-case word
   * @param reachable whether it was heard lately
   * @param cpu share of all its processors, 0 to 1
   * @param memoryUsed bytes of heap
   * @param memoryMax bytes of heap
   * @param diskFree bytes where its data is
   * @param diskTotal bytes where its data is
   * @param uptimeMs since its process started
   * @param ageMs how long ago its figures were measured
   * @param systemCpu share of all its processors that everybody used, 0 to 1
   * @param containerMemoryUsed bytes of the container's memory; null without a limit
   * @param containerMemoryMax bytes that the container may use; null without a limit
   * @param gcShare share of time in which the JVM stood still to collect garbage, 0 to 1
   * @param fsyncMs the longest sync of the journal in the last interval, one under way included
   * @param fsyncSmoothedMs the moving average of the journal's syncs
   * @param pauseMs the longest that the process did not run in the last interval
   * @param alarms what it is in trouble with, sorted words; empty where nothing is known
   * @param akka what Akka Cluster on this node says of it: up, joining, leaving, unreachable or
   *     none
   * @param priority how much it should lead; whoever has more shall, if well
   * @param condition how fit it is to lead: well, ailing or sick
   * @param ailments what makes it sick, words; empty where nothing is known
   * @param protocol the protocol version in use in the cluster, as far as the answering node knows
   * @param newestProtocol what it speaks at most; null where it was not heard
   */
  record Node(
      String name,
      String address,
      String status,
      boolean reachable,
      Double cpu,
      Long memoryUsed,
      Long memoryMax,
      Long diskFree,
      Long diskTotal,
      Long uptimeMs,
      Long ageMs,
      Double systemCpu,
      Long containerMemoryUsed,
      Long containerMemoryMax,
      Double gcShare,
      Double fsyncMs,
      Double fsyncSmoothedMs,
      Double pauseMs,
      List<String> alarms,
      String akka,
      Integer priority,
      String condition,
      List<String> ailments,
      int protocol,
      Integer newestProtocol) {}

  /**
   * One group, its indexes as this node sees them.
   *
   * @param group its name
   * @param leader the leader's name; null while none is known
   * @param term the current term here
   * @param commitIndex the last index known to be committed
   * @param lastApplied the last index that the machines here have applied
   * @param members sorted by name
   */
  record Group(
      String group,
      String leader,
      long term,
      long commitIndex,
      long lastApplied,
      List<Member> members) {}

  /**
   * One member of a group.
   *
   * @param name the node's name
   * @param role leader, follower, candidate or learner
   * @param matchIndex the last index known to be on it; null where this node does not know
   */
  record Member(String name, String role, Long matchIndex) {}
}
