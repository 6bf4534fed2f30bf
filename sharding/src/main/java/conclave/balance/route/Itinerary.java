package conclave.balance.route;

import conclave.balance.route.Scene.Member;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One route: where the request has been, and whether it may go on. An unsafe one goes on only while
 * each node it was sent to has said that it did not do it.
 */
final class Itinerary<C> {

  /** What is known of one try. */
  enum Fate {
    /** No answer. */
    OPEN,
    /** Certainly not done. */
    REFUSED,
    /** Maybe done, and no answer will come. */
    FAILED
  }

  private static final class Try {
    final NodeId to;
    final boolean wasReachable;
    Fate fate = Fate.OPEN;

    Try(Member to) {
      this.to = to.node();
      this.wasReachable = to.reachable();
    }
  }

  final long id;
  final Request request;
  final C caller;
  final long deadline;
  private final List<Try> tries = new ArrayList<>();
  private final Set<NodeId> round = new HashSet<>();
  private long wakeAt;
  private Outcome.Reason reason = Outcome.Reason.NO_NODE;
  private String lastRefusal = "";

  Itinerary(long id, Request request, C caller, long now) {
    this.id = id;
    this.request = request;
    this.caller = caller;
    this.deadline = now + request.withinNanos();
    this.wakeAt = now;
  }

  int tries() {
    return tries.size();
  }

  boolean has(int number) {
    return number >= 0 && number < tries.size();
  }

  NodeId node(int number) {
    return tries.get(number).to;
  }

  Fate fate(int number) {
    return tries.get(number).fate;
  }

  /** Who has been tried since all were tried the last time. */
  Set<NodeId> triedInThisRound() {
    return round;
  }

  /** The nodes that may still answer; one as often as it was sent to. */
  List<NodeId> silent() {
    return tries.stream().filter(t -> t.fate == Fate.OPEN).map(t -> t.to).toList();
  }

  /** Whether each try was refused, or there was none. */
  boolean certainlyNotDone() {
    return tries.stream().allMatch(t -> t.fate == Fate.REFUSED);
  }

  /** It was sent there, and the next one is not tried before that time. */
  void sent(Member to, long silentUntil) {
    tries.add(new Try(to));
    round.add(to.node());
    wakeAt = silentUntil;
  }

  void failed(int number) {
    tries.get(number).fate = Fate.FAILED;
  }

  void refused(int number, Refusal why, String message) {
    tries.get(number).fate = Fate.REFUSED;
    reason = why == Refusal.OVERLOADED ? Outcome.Reason.OVERLOADED : Outcome.Reason.NO_NODE;
    lastRefusal = node(number).name() + ": " + message;
  }

  /** Nobody is left in this round; the next one begins then. */
  void pause(long until) {
    round.clear();
    wakeAt = until;
  }

  /** Nobody will be tried any more. */
  void rest() {
    wakeAt = deadline;
  }

  /** Whether the latest try is over, so that the next one need not wait for anything. */
  boolean isIdle() {
    return tries.isEmpty() || latest().fate != Fate.OPEN;
  }

  /** Whether it is time to go on, and safe. */
  boolean wantsToGoOn(Scene scene) {
    boolean due = scene.now() - wakeAt >= 0;
    if (isIdle()) {
      return due;
    }
    boolean lost = latest().wasReachable && !scene.reachable(latest().to);
    return request.safe() && (due || lost);
  }

  private Try latest() {
    return tries.get(tries.size() - 1);
  }

  Outcome.Rejected rejected() {
    String what =
        tries.isEmpty()
            ? "no reachable node that may do it offers the service " + request.service()
            : "%d tries were refused, the last one by %s".formatted(tries.size(), lastRefusal);
    return new Outcome.Rejected(reason, what);
  }

  Outcome.Unknown unknown(String why) {
    List<String> nodes =
        tries.stream()
            .filter(t -> t.fate != Fate.REFUSED)
            .map(t -> t.to.name())
            .distinct()
            .toList();
    return new Outcome.Unknown("sent to %s: %s".formatted(String.join(", ", nodes), why));
  }
}
