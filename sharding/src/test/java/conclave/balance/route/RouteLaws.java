package conclave.balance.route;

import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What callers may rely on, checked from outside on everything that goes in and out. A violation is
 * one sentence.
 */
final class RouteLaws {

  /** What became of one try, as far as the sender was told. */
  private enum Told {
    NOTHING,
    REFUSED,
    DONE,
    FAILED
  }

  private static final class Seen {
    final Request request;
    final long deadline;
    final List<Told> tries = new ArrayList<>();
    Outcome outcome;

    Seen(Request request, long deadline) {
      this.request = request;
      this.deadline = deadline;
    }
  }

  private final int maxTries;
  private final Map<String, Seen> callers = new HashMap<>();
  private final Map<Long, String> ids = new HashMap<>();
  final List<String> violations = new ArrayList<>();
  int sends;
  int retries;
  int outcomes;

  RouteLaws(int maxTries) {
    this.maxTries = maxTries;
  }

  void begun(String caller, Request request, long now) {
    callers.put(caller, new Seen(request, now + request.withinNanos()));
  }

  void happened(Effect<String> effect, long now, Scene scene) {
    if (effect instanceof Effect.Send<String> send) {
      String caller = ids.computeIfAbsent(send.id(), id -> callerOf(send.request()));
      sent(callers.get(caller), send, now, scene);
    } else if (effect instanceof Effect.Settle<String> settle) {
      settled(settle, now);
    }
  }

  /** Every request of a test is an object of its own. */
  private String callerOf(Request request) {
    return callers.entrySet().stream()
        .filter(seen -> seen.getValue().request.freight() == request.freight())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private void sent(Seen route, Effect.Send<String> send, long now, Scene scene) {
    sends++;
    law(route.outcome == null, "sent after its outcome");
    law(now < route.deadline && send.leftNanos() == route.deadline - now, "sent past its deadline");
    law(send.number() == route.tries.size(), "the number of a try was skipped");
    boolean maybeDone = route.tries.stream().anyMatch(told -> told != Told.REFUSED);
    law(route.request.safe() || !maybeDone, "unsafe, sent again although it may have been done");
    law(route.request.safe() || scene.reachable(send.to()), "unsafe, sent where nobody is heard");
    law(
        allowed(route.request.policy(), send.to(), scene),
        "sent to a node that the policy excludes");
    retries += maybeDone ? 1 : 0;
    route.tries.add(Told.NOTHING);
    law(route.tries.size() <= maxTries, "sent too often");
  }

  private static boolean allowed(Policy policy, NodeId to, Scene scene) {
    return policy instanceof Policy.ByKey byKey
        ? scene.owners().of(byKey.key()).nodes().contains(to)
        : !(policy instanceof Policy.ToNode only) || only.node().equals(to);
  }

  private void settled(Effect.Settle<String> settle, long now) {
    Seen route = callers.get(settle.caller());
    outcomes++;
    law(route.outcome == null, "two outcomes");
    route.outcome = settle.outcome();
    boolean maybeDone = route.tries.stream().anyMatch(told -> told != Told.REFUSED);
    if (settle.outcome() instanceof Outcome.Done) {
      law(route.tries.contains(Told.DONE), "done, and nobody said so");
    } else if (settle.outcome() instanceof Outcome.Rejected) {
      law(!maybeDone, "rejected, and may have been done");
    } else {
      law(maybeDone, "unknown, and is certainly not done");
    }
  }

  void refused(Routing.Try which) {
    told(which, Told.REFUSED);
  }

  void finished(Routing.Try which) {
    told(which, Told.DONE);
  }

  void failed(Routing.Try which) {
    told(which, Told.FAILED);
  }

  private void told(Routing.Try which, Told what) {
    Seen route = callers.get(ids.get(which.id()));
    if (route.tries.get(which.number()) == Told.NOTHING) {
      route.tries.set(which.number(), what);
    }
  }

  /** After each look at the clock. */
  void looked(long now, Routing.Counts counts) {
    for (Seen route : callers.values()) {
      law(route.outcome != null || now < route.deadline, "no outcome at its deadline");
    }
    long open = callers.values().stream().filter(route -> route.outcome == null).count();
    law(counts.open() == open, "open is miscounted");
    law(counts.routed() == callers.size(), "routed is miscounted");
    law(
        counts.routed() == counts.done() + counts.rejected() + counts.unknown() + counts.open(),
        "the figures do not add up");
    law(counts.sent() == sends && counts.retried() == retries, "sent or retried is miscounted");
  }

  private void law(boolean holds, String sentence) {
    if (!holds) {
      violations.add(sentence);
    }
  }
}
