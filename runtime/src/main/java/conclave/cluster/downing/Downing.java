package conclave.cluster.downing;

import conclave.cluster.table.Roll;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.cluster.table.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says for one run who is out of its Akka cluster, itself included.
 *
 * <p>Promises that it downs only whose run is over by the log; that it gives up only who left a
 * doubt in the log unanswered for {@link Grace#answer} looks in which the log answered this run;
 * and that this run ends when somebody is absent and the log does not answer, before the others can
 * have given it up.
 *
 * <p>Whoever is absent was a member when the reading was asked for, and a run is on the roll before
 * it asks Akka to join: so one that the reading does not have standing is over for certain, and for
 * good.
 *
 * <p>Single-threaded; its owner runs the effects in order. It is to outlive its actor.
 */
public final class Downing {

  private final Run self;
  private final Grace grace;
  private final Doubts doubts;

  /** Since which look. */
  private final Map<Absentee, Long> absent = new HashMap<>();

  private long look;

  /** The last look of which is known that the log could be reached then, or nobody was absent. */
  private long answered;

  private boolean over;

  public Downing(Run self, Grace grace) {
    this.self = self;
    this.grace = grace;
    this.doubts = new Doubts(grace);
  }

  /**
   * Time passes.
   *
   * @param in whether this run is in an Akka cluster
   * @param now who is absent from it
   */
  public List<Effect> look(boolean in, Set<Absentee> now) {
    look++;
    absent.keySet().retainAll(in ? now : Set.of());
    if (over || !in || now.isEmpty()) {
      answered = look;
      doubts.keep(Set.of());
      return List.of();
    }
    now.forEach(member -> absent.putIfAbsent(member, look));
    if (look - answered >= grace.alone()) {
      return end(
          "the log has not answered for %d looks while %d members of the Akka cluster are absent"
              .formatted(look - answered, absent.size()));
    }
    if (look - answered > grace.steady()) {
      doubts.beginAnew();
    }
    return List.of(new Effect.Read(look));
  }

  private List<Effect> end(String reason) {
    over = true;
    absent.clear();
    return List.of(new Effect.StartAfresh(reason));
  }

  /**
   * The log answered.
   *
   * @param asked the look at which the reading was asked for; one older than another is passed over
   * @param roll with everything that was in the log when it was asked for
   */
  public List<Effect> read(long asked, Roll roll) {
    if (over || absent.isEmpty() || asked < answered) {
      return List.of();
    }
    answered = asked;
    if (!roll.stands(self)) {
      return end("the log has given this run up, or has another generation");
    }
    return judged(asked, roll);
  }

  private List<Effect> judged(long asked, Roll roll) {
    List<Effect> effects = new ArrayList<>();
    List<Run> fresh = new ArrayList<>();
    List<RollCommand.Doubted> silent = new ArrayList<>();
    Set<Run> standing = new HashSet<>();
    absent.forEach(
        (member, since) -> {
          Optional<Seat> seat = seat(roll, member);
          seat.ifPresent(held -> standing.add(held.run()));
          if (seat.isPresent()) {
            weigh(seat.get(), since, fresh, silent);
          } else if (since <= asked) {
            effects.add(new Effect.Down(member));
          }
        });
    doubts.keep(standing);
    if (!fresh.isEmpty()) {
      effects.add(new Effect.Propose(new RollCommand.Doubt(roll.generation(), fresh)));
    }
    if (!silent.isEmpty()) {
      effects.add(new Effect.Propose(new RollCommand.GiveUp(roll.generation(), self, silent)));
    }
    return effects;
  }

  private void weigh(Seat seat, long since, List<Run> fresh, List<RollCommand.Doubted> silent) {
    if (seat.doubt() == 0) {
      if (doubts.due(seat, since, look)) {
        fresh.add(seat.run());
      }
    } else if (doubts.unanswered(seat, since, look)) {
      silent.add(new RollCommand.Doubted(seat.run(), seat.doubt()));
    }
  }

  private static Optional<Seat> seat(Roll roll, Absentee member) {
    return roll.standing().stream().filter(seat -> seat.run().uid() == member.uid()).findFirst();
  }
}
