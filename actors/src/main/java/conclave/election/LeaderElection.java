package conclave.election;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.InternalApi;
import conclave.lock.Locks;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Elections for applications: whoever campaigns is elected sooner or later, one at a time for each
 * election, and told when that is over. {@link RunOnLeader} is a behaviour that runs while its node
 * is elected.
 *
 * <p>An epoch is a fencing token: larger than that of every leader before, of whatever election,
 * and no two leaderships have the same. A leader that cannot reach the cluster is deposed by its
 * own clock before another is elected; what it does after a pause may still be late, so give the
 * epoch to whatever must refuse it then.
 *
 * <p>If it dies, leaders of this node hear {@link Deposed}; its next life goes on with all
 * campaigns and observers.
 */
public final class LeaderElection extends AbstractBehavior<Object> {

  /** What can be asked. */
  public sealed interface Command {}

  /**
   * Wants to lead, until Resign or until the listener ends. The same candidate of this process
   * again takes the place of its former campaign, or changes nothing if the listener is the same.
   *
   * @param election 1 to 1,024 bytes of UTF-8
   * @param candidate 1 to 224 bytes of UTF-8; what observers are shown
   * @param listener in this process
   */
  public record Campaign(String election, String candidate, ActorRef<Event> listener)
      implements Command {
    public Campaign {
      Objects.requireNonNull(election, "election");
      Objects.requireNonNull(candidate, "candidate");
      Objects.requireNonNull(listener, "listener");
    }
  }

  /**
   * Wants to lead no more. The listener hears Closed, and before it Deposed if it led: by then it
   * gave the leadership back.
   */
  public record Resign(String election, String candidate) implements Command {
    public Resign {
      Objects.requireNonNull(election, "election");
      Objects.requireNonNull(candidate, "candidate");
    }
  }

  /**
   * Tells who leads: at once as far as it is known, and whenever it changes, until the observer
   * ends.
   *
   * @param observer in this process
   */
  public record Observe(String election, ActorRef<Observation> observer) implements Command {
    public Observe {
      Objects.requireNonNull(election, "election");
      Objects.requireNonNull(observer, "observer");
    }
  }

  /**
   * What a candidate hears: Elected, then Deposed, as often as it happens, and Closed at the end;
   * or Rejected and nothing else.
   */
  public sealed interface Event {
    String election();
  }

  /** The candidate leads. */
  public record Elected(String election, long epoch) implements Event {}

  /** The candidate leads no more; it goes on campaigning unless Closed follows. */
  public record Deposed(String election, long epoch, String reason) implements Event {}

  /** The campaign is over. */
  public record Closed(String election, Reason reason) implements Event {

    /** Why. */
    public enum Reason {
      /** It resigned. */
      RESIGNED,
      /** The same candidate began another campaign on this node. */
      REPLACED,
      /** The elections of this node have ended, as they do with the node. */
      STOPPED
    }
  }

  /** What an observer hears: LeaderChanged, again and again; or Rejected and nothing else. */
  public sealed interface Observation {
    String election();
  }

  /**
   * Certainly nothing was begun: a name is wrong, or this node has too many.
   *
   * @param message a sentence
   */
  public record Rejected(String election, Outcome.Reason reason, String message)
      implements Event, Observation {}

  /** Who leads. */
  public record Leader(String candidate, long epoch) {}

  /**
   * Somebody else leads; as this node knows it, which may be late.
   *
   * @param leader empty while nobody leads
   */
  public record LeaderChanged(String election, Optional<Leader> leader) implements Observation {}

  /**
   * What it is given.
   *
   * @param group which holds the locks
   * @param random tells campaigns apart; two processes must not draw alike
   */
  @InternalApi
  public record Setup(
      String group,
      ActorRef<Locks.Command> locks,
      ElectionSettings settings,
      RandomGenerator random) {}

  private record Ended(Roster.Entry entry, ActorRef<Candidacy.Command> candidacy) {}

  private record Again(Roster.Entry entry) {}

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final Roster roster;
  private final int life;
  private long campaigns;
  private long owners;

  private LeaderElection(
      ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup, Roster roster) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.roster = roster;
    this.life = setup.random().nextInt();
    Following.Subject locks =
        new Following.Subject(setup.group(), LockTable.NAME, new LockQuery.All().encode());
    context.spawn(Following.create(locks, context.getSelf().narrow()), "feed");
    roster.allLeft();
    roster.listeners().forEach(context::watch);
    roster.campaigns().forEach(this::begin);
  }

  /** For one actor: what it returns keeps the campaigns over restarts. */
  @InternalApi
  public static Behavior<Command> create(Setup setup) {
    Roster roster = new Roster();
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(timers -> new LeaderElection(context, timers, setup, roster)))
        .narrow();
  }

  /** The candidate behind the owner of an election's lock, as the table of locks shows it. */
  public static String candidateOf(String owner) {
    return Candidate.nameOf(owner);
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Campaign.class, this::onCampaign)
        .onMessage(Resign.class, this::onResign)
        .onMessage(Ended.class, this::onEnded)
        .onMessage(Again.class, this::onAgain)
        .onMessage(Candidacy.Refused.class, this::onRefused)
        .onMessage(Observe.class, this::onObserve)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Leader.class, leader -> this)
        .onSignal(Terminated.class, this::onListenerGone)
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Object> onCampaign(Campaign campaign) {
    Candidate candidate;
    try {
      candidate = new Candidate(campaign.election(), campaign.candidate());
    } catch (IllegalArgumentException e) {
      return reject(campaign, Outcome.Reason.INVALID, e.getMessage());
    }
    if (roster.has(candidate, campaign.listener())) {
      return this;
    }
    if (roster.campaigning() >= setup.settings().maxCampaigns()) {
      String why = "%d campaigns of this node are under way".formatted(roster.campaigning());
      return reject(campaign, Outcome.Reason.OVERLOADED, why);
    }
    leave(candidate, Closed.Reason.REPLACED);
    getContext().watch(campaign.listener());
    begin(roster.add(candidate, campaign.listener()));
    return this;
  }

  private Behavior<Object> reject(Campaign campaign, Outcome.Reason reason, String message) {
    campaign.listener().tell(new Rejected(campaign.election(), reason, message));
    return this;
  }

  private void begin(Roster.Entry entry) {
    Candidacy.Setup given =
        new Candidacy.Setup(
            entry,
            setup,
            () -> entry.candidate.owner(life, owners++),
            getContext().getSelf().narrow());
    ActorRef<Candidacy.Command> candidacy =
        getContext().spawn(Candidacy.create(given), "campaign-" + campaigns++);
    getContext().watchWith(candidacy, new Ended(entry, candidacy));
    entry.candidacy = Optional.of(candidacy);
  }

  private Behavior<Object> onResign(Resign resign) {
    Candidate candidate;
    try {
      candidate = new Candidate(resign.election(), resign.candidate());
    } catch (IllegalArgumentException e) {
      getContext().getLog().debug("nobody can resign: {}", e.getMessage());
      return this;
    }
    leave(candidate, Closed.Reason.RESIGNED);
    return this;
  }

  private void leave(Candidate candidate, Closed.Reason reason) {
    roster
        .leave(candidate, reason)
        .ifPresent(
            entry ->
                entry.candidacy.ifPresentOrElse(
                    candidacy -> candidacy.tell(Candidacy.Resign.INSTANCE),
                    () -> roster.left(entry)));
  }

  /** One that died is followed by another; what is told of a former life is over. */
  private Behavior<Object> onEnded(Ended ended) {
    Roster.Entry entry = ended.entry();
    if (!entry.candidacy.equals(Optional.of(ended.candidacy()))) {
      return this;
    }
    entry.candidacy = Optional.empty();
    if (!roster.left(entry) && roster.has(entry)) {
      timers.startSingleTimer(entry, new Again(entry), setup.settings().retry());
    }
    return this;
  }

  private Behavior<Object> onAgain(Again again) {
    if (roster.has(again.entry())) {
      begin(again.entry());
    }
    return this;
  }

  private Behavior<Object> onRefused(Candidacy.Refused refused) {
    Roster.Entry entry = refused.entry();
    if (roster.has(entry)) {
      roster.remove(entry);
      entry.candidacy.ifPresent(candidacy -> candidacy.tell(Candidacy.Resign.INSTANCE));
      Locks.Rejected why = refused.why();
      entry.listener.tell(new Rejected(entry.candidate.election(), why.reason(), why.message()));
    }
    return this;
  }

  private Behavior<Object> onObserve(Observe observe) {
    try {
      Candidate.requireElection(observe.election());
    } catch (IllegalArgumentException e) {
      return reject(observe, Outcome.Reason.INVALID, e.getMessage());
    }
    if (roster.observing() >= setup.settings().maxObservers()) {
      String why = "%d observers of this node are told".formatted(roster.observing());
      return reject(observe, Outcome.Reason.OVERLOADED, why);
    }
    getContext().watch(observe.observer());
    roster.observe(observe.election(), observe.observer());
    return this;
  }

  private Behavior<Object> reject(Observe observe, Outcome.Reason reason, String message) {
    observe.observer().tell(new Rejected(observe.election(), reason, message));
    return this;
  }

  private Behavior<Object> onListenerGone(Terminated gone) {
    roster.forget(gone.getRef()).forEach(candidate -> leave(candidate, Closed.Reason.RESIGNED));
    return this;
  }

  private Behavior<Object> onOpened(Feed.Opened opened) throws MalformedException {
    Map<String, Leader> leaders = new HashMap<>();
    for (LockEvent event : ((LockReply.View) LockReply.decode(opened.view())).events()) {
      if (event.lock().space() == Space.ELECTION
          && event instanceof LockEvent.Granted granted
          && granted.claimed()) {
        leaders.put(event.lock().name(), leader(granted));
      }
    }
    roster.lead(leaders);
    return this;
  }

  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    for (byte[] bytes : changed.events()) {
      LockEvent event = LockEvent.decode(bytes);
      if (event.lock().space() != Space.ELECTION) {
        continue;
      }
      if (event instanceof LockEvent.Granted granted && granted.claimed()) {
        roster.leads(event.lock().name(), Optional.of(leader(granted)));
      } else if (event instanceof LockEvent.Ended) {
        roster.leads(event.lock().name(), Optional.empty());
      }
    }
    return this;
  }

  private static Leader leader(LockEvent.Granted granted) {
    return new Leader(Candidate.nameOf(granted.owner()), granted.token());
  }

  private Behavior<Object> onPostStop() {
    roster.allLeft();
    roster.campaigns().forEach(entry -> entry.close(Closed.Reason.STOPPED));
    return this;
  }
}
