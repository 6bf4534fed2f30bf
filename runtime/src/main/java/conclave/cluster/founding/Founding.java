package conclave.cluster.founding;

import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes one run into the Akka cluster of the present generation, as its founder or through those
 * who are in it; and out of a former one.
 *
 * <p>Promises that a run joins itself only as the founder that the log names, and once; that it
 * joins others only after the log lists it in their generation; and that it never claims a
 * generation while a run of the one before lives and can reach the log, unless that run needs more
 * than {@link Patience#doubt} ticks to say so.
 *
 * <p>Single-threaded: its owner hands it one {@link Input} at a time, with what Akka says at that
 * moment, and runs the effects. It is to outlive its actor, since it must not forget what it was
 * told.
 */
public final class Founding {

  private final Run self;
  private final String address;
  private final Patience patience;
  private final Rules rules;
  private final Sightings sightings = new Sightings();
  private final Input.Handler inputs = new Inputs();

  private AkkaStatus status = AkkaStatus.OUT;
  private Optional<Roll> roll = Optional.empty();
  private long index = -1;
  private long tick;

  /** The generation that the log once bound this run to; 0 for none. */
  private long bound;

  private boolean seated;
  private boolean foundedItself;
  private boolean over;
  private long proposedAt = Long.MIN_VALUE / 2;
  private long attemptedAt = Long.MIN_VALUE / 2;

  /** Since this tick nothing has happened that gave hope to get in. */
  private long hopelessSince;

  /** The last tick in which it was not among strangers. */
  private long ownAt;

  private List<Effect> effects = new ArrayList<>();

  /**
   * @param address where this run's ActorSystem listens, {@code host:port}
   */
  public Founding(Run self, String address, Patience patience) {
    this(self, address, patience, Rules.SOUND);
  }

  Founding(Run self, String address, Patience patience, Rules rules) {
    this.self = self;
    this.address = address;
    this.patience = patience;
    this.rules = rules;
  }

  /** Takes one input; the effects are to be run in order. */
  public List<Effect> on(AkkaStatus now, Input input) {
    status = now;
    input.accept(inputs);
    if (!over && now != AkkaStatus.GONE && roll.isPresent()) {
      decide(roll.get());
    }
    List<Effect> result = effects;
    effects = new ArrayList<>();
    return result;
  }

  private final class Inputs implements Input.Handler {

    @Override
    public void tick(Set<Long> members) {
      tick++;
      boolean invited = bound > 0 && status == AkkaStatus.IN && !foundedItself;
      ownAt = invited && amongStrangers(members) ? ownAt : tick;
      if (status == AkkaStatus.OUT && !over) {
        knock();
      }
    }

    /** A replica that begins anew may be behind what is known: then it is not heard. */
    @Override
    public void told(Input.Told told) {
      if (told.index() < index) {
        return;
      }
      index = told.index();
      if (roll.map(Roll::generation).filter(g -> g == told.roll().generation()).isEmpty()) {
        hopelessSince = tick;
      }
      roll = Optional.of(told.roll());
      sightings.keep(told.roll().standing(), tick);
      if (rules.bound().test(told.roll(), self)) {
        bound = told.roll().generation();
      }
    }

    @Override
    public void settled() {
      proposedAt = tick - Patience.PROPOSAL + 1;
    }

    @Override
    public void knocked(String from) {
      boolean open = status == AkkaStatus.IN && bound > 0 && !over;
      effects.add(new Effect.Answer(from, new Here(self, bound, open)));
    }

    @Override
    public void heard(Here here) {
      if (here.in() && roll.filter(r -> r.generation() == here.generation()).isPresent()) {
        sightings.hear(here.run(), tick);
        hopelessSince = tick;
      }
    }
  }

  /**
   * Whether there are others in its Akka cluster, and the log has none of them in it. Akka asks the
   * addresses that it was given until somebody answers, be it whoever listens there by then.
   */
  private boolean amongStrangers(Set<Long> members) {
    List<Seat> standing = roll.map(Roll::standing).orElse(List.of());
    return members.stream().anyMatch(uid -> uid != self.uid())
        && standing.stream()
            .map(Seat::run)
            .noneMatch(run -> !run.equals(self) && members.contains(run.uid()));
  }

  private void knock() {
    for (Seat seat : roll.map(Roll::standing).orElse(List.of())) {
      if (!seat.run().equals(self)) {
        effects.add(new Effect.Knock(seat.address()));
      }
    }
  }

  private void decide(Roll now) {
    Optional<Seat> seat = now.seat(self);
    seated |= seat.isPresent();
    Optional<String> misplaced = misplaced(now, seat);
    if (misplaced.isPresent()) {
      over = true;
      effects.add(new Effect.StartAfresh(misplaced.get()));
    } else if (seat.isEmpty()) {
      long after = now.seat(self.node()).map(held -> held.run().uid()).orElse(0L);
      propose(new RollCommand.Start(self, after, address));
    } else if (bound > 0) {
      belong(now, seat.get());
    } else {
      seek(now);
    }
  }

  /** Why this ActorSystem can do no good any more. */
  private Optional<String> misplaced(Roll now, Optional<Seat> seat) {
    if (bound > 0 && now.generation() != bound) {
      return Optional.of(
          "generation %d of the Akka cluster was founded by %s, and this run belongs to %d"
              .formatted(now.generation(), now.founder().orElseThrow(), bound));
    }
    if (seated && seat.isEmpty()) {
      return Optional.of("the log has given this run up, or has another run of this node");
    }
    if (bound == 0 && status != AkkaStatus.OUT) {
      return Optional.of("it is in an Akka cluster that the log does not know it in");
    }
    if (tick - ownAt >= patience.knocks()) {
      return Optional.of("it is in an Akka cluster of which the log knows nobody else");
    }
    boolean hopeless = tick - hopelessSince >= patience.doubt();
    return bound > 0 && status == AkkaStatus.OUT && hopeless
        ? Optional.of(
            "nobody let it into generation %d of the Akka cluster within %d looks"
                .formatted(bound, patience.doubt()))
        : Optional.empty();
  }

  private void belong(Roll now, Seat seat) {
    if (seat.doubt() > 0) {
      propose(new RollCommand.Join(bound, self));
    }
    if (status != AkkaStatus.OUT) {
      hopelessSince = tick;
    } else if (rules.founds().test(now, self)) {
      joinSelf();
    } else {
      joinThrough(now);
    }
  }

  private void joinSelf() {
    if (!foundedItself) {
      foundedItself = true;
      effects.add(new Effect.JoinSelf(bound));
    }
  }

  private void joinThrough(Roll now) {
    List<Seat> others = now.standing().stream().filter(other -> !other.run().equals(self)).toList();
    List<String> open = sightings.addresses(others, tick);
    if (!open.isEmpty() && tick - attemptedAt >= Patience.ATTEMPT) {
      attemptedAt = tick;
      effects.add(new Effect.JoinThrough(bound, open));
    }
  }

  private void seek(Roll now) {
    List<Seat> standing = now.standing();
    if (standing.isEmpty() || sightings.allGivenUp(standing, tick, patience.doubt())) {
      propose(new RollCommand.Claim(now.generation(), self, named(standing)));
    } else if (!sightings.addresses(standing, tick).isEmpty()) {
      propose(new RollCommand.Join(now.generation(), self));
    } else if (tick - hopelessSince >= patience.knocks()) {
      doubt(now.generation(), standing);
    }
  }

  private static List<RollCommand.Doubted> named(List<Seat> standing) {
    return standing.stream()
        .map(seat -> new RollCommand.Doubted(seat.run(), seat.doubt()))
        .toList();
  }

  private void doubt(long generation, List<Seat> standing) {
    List<Run> fresh = standing.stream().filter(seat -> seat.doubt() == 0).map(Seat::run).toList();
    if (!fresh.isEmpty()) {
      propose(new RollCommand.Doubt(generation, fresh));
    }
  }

  /** One at a time, and one a tick: the next is decided from the roll that there is then. */
  private void propose(RollCommand command) {
    if (tick - proposedAt >= Patience.PROPOSAL) {
      proposedAt = tick;
      effects.add(new Effect.Propose(command));
    }
  }
}
