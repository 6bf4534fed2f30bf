package conclave.replica.apply;

import akka.actor.typed.ActorRef;
import conclave.machine.MachineFailedException;
import conclave.machine.Machines;
import conclave.machine.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Who follows which machine, and what they have not been told yet. */
final class Followers {

  /** A node has a handful; more are refused (law L7). */
  static final int MOST = 64;

  private static final class Follower {
    final Follow follow;
    boolean open;

    Follower(Follow follow) {
      this.follow = follow;
    }
  }

  private final ActorRef<?> source;
  private final Consumer<String> complaints;
  private final Map<ActorRef<Feed>, Follower> followers = new LinkedHashMap<>();
  private final Map<String, List<byte[]>> announced = new LinkedHashMap<>();
  private Feed.Leader leader = new Feed.Leader(0, Optional.empty());

  /**
   * @param source the applier
   * @param complaints takes a sentence about a follower that cannot be served
   */
  Followers(ActorRef<?> source, Consumer<String> complaints) {
    this.source = source;
    this.complaints = complaints;
  }

  /** Whether there was room. */
  boolean add(Follow follow) {
    if (followers.size() == MOST && !followers.containsKey(follow.follower())) {
      return false;
    }
    followers.put(follow.follower(), new Follower(follow));
    return true;
  }

  void remove(ActorRef<Void> gone) {
    followers.keySet().removeIf(gone::equals);
  }

  /** Machines without a history: everybody begins anew once they have one. */
  void follow(Machines fresh) {
    announced.clear();
    followers.values().forEach(follower -> follower.open = false);
    fresh.announceTo(this::announce);
  }

  private void announce(String machine, byte[] event) {
    if (!followers.isEmpty()) {
      announced.computeIfAbsent(machine, name -> new ArrayList<>()).add(event);
    }
  }

  void leads(Feed.Leader now) {
    leader = now;
    followers.values().stream()
        .filter(follower -> follower.open)
        .forEach(follower -> follower.follow.follower().tell(now));
  }

  /** Says what is new. A view shows all of it, so who begins here is not told it twice. */
  void flush(Machines machines) {
    long index = machines.lastApplied();
    announced.forEach((machine, events) -> tell(machine, new Feed.Changed(index, events)));
    announced.clear();
    followers.values().removeIf(follower -> !follower.open && !opened(follower, machines));
  }

  private void tell(String machine, Feed.Changed changed) {
    followers.values().stream()
        .filter(follower -> follower.open && follower.follow.machine().equals(machine))
        .forEach(follower -> follower.follow.follower().tell(changed));
  }

  private boolean opened(Follower follower, Machines machines) {
    Follow follow = follower.follow;
    Optional<byte[]> view = view(follow, machines);
    view.ifPresent(
        bytes -> {
          follower.open = true;
          follow.follower().tell(new Feed.Opened(source, machines.lastApplied(), bytes));
          follow.follower().tell(leader);
        });
    return view.isPresent();
  }

  private Optional<byte[]> view(Follow follow, Machines machines) {
    String why;
    try {
      Result view = machines.query(follow.machine(), follow.query());
      if (view instanceof Result.Ok ok) {
        return Optional.of(ok.reply());
      }
      why = view.toString();
    } catch (MachineFailedException e) {
      why = e.getMessage();
    }
    complaints.accept(
        "%s cannot follow %s: %s".formatted(follow.follower(), follow.machine(), why));
    return Optional.empty();
  }
}
