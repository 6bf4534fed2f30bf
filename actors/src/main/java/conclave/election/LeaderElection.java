package conclave.election;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.lock.Locks;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Elections for applications: whoever campaigns is elected sooner or later, one at a time for each
 * election, and told when that is over.
 *
 * <p>An epoch is a fencing token: larger than that of every leader before, of whatever election. A
 * leader that cannot reach the cluster is deposed by its own clock before another is elected; what
 * it does after a pause may still be late, so give the epoch to whatever must refuse it then.
 *
 * <p>If it dies, leaders of this node hear {@link Deposed} by way of their locks, campaigns and
 * observations end with it: say them again when {@link Closed} is heard.
 */
public final class LeaderElection extends AbstractBehavior<Object> {

  /** What can be asked. */
  public sealed interface Command {}

  /**
   * Wants to lead, until Resign or until the listener ends.
   *
   * @param election 1 to 1,024 bytes of UTF-8
   * @param candidate 1 to 256 bytes of UTF-8, for one campaign at a time in the whole cluster
   */
  public record Campaign(String election, String candidate, ActorRef<Event> listener)
      implements Command {}

  /** Wants to lead no more. The listener of one who leads hears Deposed. */
  public record Resign(String election, String candidate) implements Command {}

  /** Tells who leads: at once as far as it is known, and whenever it changes. */
  public record Observe(String election, ActorRef<LeaderChanged> observer) implements Command {}

  /** What a candidate hears, as often as it happens: Elected, then Deposed. */
  public sealed interface Event {
    String election();
  }

  /** The candidate leads. */
  public record Elected(String election, long epoch) implements Event {}

  /** The candidate leads no more; it goes on campaigning unless it resigned. */
  public record Deposed(String election, long epoch, String reason) implements Event {}

  /** The campaign is over: the candidate resigned, or its election died; then say it again. */
  public record Closed(String election) implements Event {}

  /** Who leads. */
  public record Leader(String candidate, long epoch) {}

  /**
   * What an observer hears; as this node knows it, which may be late.
   *
   * @param leader empty while nobody leads
   */
  public record LeaderChanged(String election, Optional<Leader> leader) {}

  /**
   * What it is given.
   *
   * @param group which holds the locks
   */
  public record Setup(String group, ActorRef<Locks.Command> locks, ElectionSettings settings) {}

  private record Candidate(String election, String name) {}

  private record Ended(Candidate candidate, ActorRef<Candidacy.Command> candidacy) {}

  private final Setup setup;
  private final Map<Candidate, ActorRef<Candidacy.Command>> candidacies = new HashMap<>();
  private final Map<String, Leader> leaders = new HashMap<>();
  private final Map<String, Set<ActorRef<LeaderChanged>>> observers = new LinkedHashMap<>();
  private long campaigns;

  private LeaderElection(ActorContext<Object> context, Setup setup) {
    super(context);
    this.setup = setup;
    Following.Subject locks =
        new Following.Subject(setup.group(), LockTable.NAME, new LockQuery.All().encode());
    context.spawn(Following.create(locks, context.getSelf().narrow()), "feed");
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(context -> new LeaderElection(context, setup)).narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Campaign.class, this::onCampaign)
        .onMessage(Resign.class, this::onResign)
        .onMessage(Ended.class, this::onEnded)
        .onMessage(Observe.class, this::onObserve)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Leader.class, leader -> this)
        .onSignal(Terminated.class, this::onObserverGone)
        .build();
  }

  /** The same candidate again takes the place of its former campaign. */
  private Behavior<Object> onCampaign(Campaign campaign) {
    Candidate candidate = new Candidate(campaign.election(), campaign.candidate());
    resign(candidate);
    ActorRef<Candidacy.Command> candidacy =
        getContext().spawn(Candidacy.create(setup, campaign), "campaign-" + campaigns++);
    candidacies.put(candidate, candidacy);
    getContext().watchWith(candidacy, new Ended(candidate, candidacy));
    return this;
  }

  private Behavior<Object> onResign(Resign resign) {
    resign(new Candidate(resign.election(), resign.candidate()));
    return this;
  }

  private void resign(Candidate candidate) {
    ActorRef<Candidacy.Command> campaigning = candidacies.remove(candidate);
    if (campaigning != null) {
      campaigning.tell(Candidacy.Resign.INSTANCE);
    }
  }

  private Behavior<Object> onEnded(Ended ended) {
    candidacies.remove(ended.candidate(), ended.candidacy());
    return this;
  }

  private Behavior<Object> onObserve(Observe observe) {
    String election = observe.election();
    observers.computeIfAbsent(election, name -> new LinkedHashSet<>()).add(observe.observer());
    getContext().watch(observe.observer());
    observe.observer().tell(now(election));
    return this;
  }

  private LeaderChanged now(String election) {
    return new LeaderChanged(election, Optional.ofNullable(leaders.get(election)));
  }

  private Behavior<Object> onObserverGone(Terminated gone) {
    observers.values().forEach(all -> all.removeIf(gone.getRef()::equals));
    observers.values().removeIf(Set::isEmpty);
    return this;
  }

  private Behavior<Object> onOpened(Feed.Opened opened) throws MalformedException {
    Map<String, Leader> before = new HashMap<>(leaders);
    leaders.clear();
    for (LockEvent event : ((LockReply.View) LockReply.decode(opened.view())).events()) {
      note(event);
    }
    for (String election : observers.keySet()) {
      if (!Objects.equals(before.get(election), leaders.get(election))) {
        tell(election);
      }
    }
    return this;
  }

  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    for (byte[] bytes : changed.events()) {
      LockEvent event = LockEvent.decode(bytes);
      if (note(event)) {
        tell(event.lock().name());
      }
    }
    return this;
  }

  /** Whether somebody else leads than before. */
  private boolean note(LockEvent event) {
    if (event.lock().space() != Space.ELECTION) {
      return false;
    }
    String election = event.lock().name();
    if (event instanceof LockEvent.Granted granted && granted.claimed()) {
      Leader leader = new Leader(granted.owner(), granted.token());
      return !leader.equals(leaders.put(election, leader));
    }
    return event instanceof LockEvent.Ended && leaders.remove(election) != null;
  }

  private void tell(String election) {
    LeaderChanged now = now(election);
    observers.getOrDefault(election, Set.of()).forEach(observer -> observer.tell(now));
  }
}
