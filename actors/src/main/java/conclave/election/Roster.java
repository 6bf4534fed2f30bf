package conclave.election;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who campaigns, who observes, and what observers were told: outlives the actor, whose next life
 * goes on with it.
 */
final class Roster {

  /** A campaign, and who fights it at present. */
  static final class Entry {
    final Candidate candidate;
    final ActorRef<LeaderElection.Event> listener;
    Optional<ActorRef<Candidacy.Command>> candidacy = Optional.empty();

    Entry(Candidate candidate, ActorRef<LeaderElection.Event> listener) {
      this.candidate = candidate;
      this.listener = listener;
    }

    void close(LeaderElection.Closed.Reason reason) {
      listener.tell(new LeaderElection.Closed(candidate.election(), reason));
    }
  }

  private final Map<Candidate, Entry> campaigns = new LinkedHashMap<>();
  private final Map<Entry, LeaderElection.Closed.Reason> leaving = new LinkedHashMap<>();
  private final Map<String, LeaderElection.Leader> leaders = new HashMap<>();
  private final Map<String, Set<ActorRef<LeaderElection.Observation>>> observers =
      new LinkedHashMap<>();
  private int observing;

  /** Campaigns, those included that are about to end. */
  int campaigning() {
    return campaigns.size() + leaving.size();
  }

  int observing() {
    return observing;
  }

  List<Entry> campaigns() {
    return List.copyOf(campaigns.values());
  }

  boolean has(Entry entry) {
    return campaigns.get(entry.candidate) == entry;
  }

  boolean has(Candidate candidate, ActorRef<LeaderElection.Event> listener) {
    Entry entry = campaigns.get(candidate);
    return entry != null && entry.listener.equals(listener);
  }

  Entry add(Candidate candidate, ActorRef<LeaderElection.Event> listener) {
    Entry entry = new Entry(candidate, listener);
    campaigns.put(candidate, entry);
    return entry;
  }

  void remove(Entry entry) {
    campaigns.remove(entry.candidate, entry);
  }

  /** Its campaign goes on no more; empty where there is none. */
  Optional<Entry> leave(Candidate candidate, LeaderElection.Closed.Reason reason) {
    Optional<Entry> entry = Optional.ofNullable(campaigns.remove(candidate));
    entry.ifPresent(left -> leaving.put(left, reason));
    return entry;
  }

  /** Nobody fights it any more; whether it was about to end, and has been closed. */
  boolean left(Entry entry) {
    Optional<LeaderElection.Closed.Reason> reason = Optional.ofNullable(leaving.remove(entry));
    reason.ifPresent(entry::close);
    return reason.isPresent();
  }

  /** Nobody fights for any of those that are about to end. */
  void allLeft() {
    List.copyOf(leaving.keySet()).forEach(this::left);
  }

  void observe(String election, ActorRef<LeaderElection.Observation> observer) {
    if (observers.computeIfAbsent(election, name -> new LinkedHashSet<>()).add(observer)) {
      observing++;
    }
    observer.tell(now(election));
  }

  /** Everybody who hears anything. */
  Set<ActorRef<?>> listeners() {
    Set<ActorRef<?>> all = new LinkedHashSet<>();
    observers.values().forEach(all::addAll);
    campaigns.values().forEach(entry -> all.add(entry.listener));
    return all;
  }

  /** That listener has gone; what it campaigned for. */
  List<Candidate> forget(ActorRef<Void> gone) {
    for (Set<ActorRef<LeaderElection.Observation>> all : observers.values()) {
      observing -= all.removeIf(gone::equals) ? 1 : 0;
    }
    observers.values().removeIf(Set::isEmpty);
    List<Candidate> candidates = new ArrayList<>();
    campaigns.forEach(
        (candidate, entry) -> {
          if (gone.equals(entry.listener)) {
            candidates.add(candidate);
          }
        });
    return candidates;
  }

  /** Those lead, and nobody else. */
  void lead(Map<String, LeaderElection.Leader> now) {
    Set<String> elections = new TreeSet<>(leaders.keySet());
    elections.addAll(now.keySet());
    elections.forEach(election -> leads(election, Optional.ofNullable(now.get(election))));
  }

  /** Tells observers if that is new. */
  void leads(String election, Optional<LeaderElection.Leader> leader) {
    LeaderElection.Leader before = leaders.get(election);
    if (Objects.equals(before, leader.orElse(null))) {
      return;
    }
    leader.ifPresentOrElse(now -> leaders.put(election, now), () -> leaders.remove(election));
    LeaderElection.LeaderChanged now = now(election);
    observers.getOrDefault(election, Set.of()).forEach(observer -> observer.tell(now));
  }

  private LeaderElection.LeaderChanged now(String election) {
    return new LeaderElection.LeaderChanged(election, Optional.ofNullable(leaders.get(election)));
  }
}
