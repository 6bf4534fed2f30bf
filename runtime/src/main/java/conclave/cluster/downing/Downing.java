package conclave.cluster.downing;

import conclave.cluster.table.Roll;
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
 * have given it up. It gives back seats of runs that are no members ({@link Leftovers}) in the same
 * way.
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
  private final Leftovers leftovers;

  /** Since which look. */
  private final Map<Absentee, Long> absent = new HashMap<>();

  private long look;

  /** The last look of which is known that the log could be reached then, or nobody was absent. */
  private long answered;

  /** The look of the latest reading. */
  private long newest;

  private boolean over;

  public Downing(Run self, Grace grace) {
    this.self = self;
    this.grace = grace;
    this.doubts = new Doubts(grace);
    this.leftovers = new Leftovers(grace);
  }

  /**
   * Time passes.
   *
   * @param in whether this run is in an Akka cluster
   * @param now who is absent from it
   * @param members uids of all who are in it, the absent too
   */
  public List<Effect> look(boolean in, Set<Absentee> now, Set<Long> members) {
    look++;
    absent.keySet().retainAll(in ? now : Set.of());
    if (over || !in) {
      answered = look;
      doubts.keep(Set.of());
      leftovers.forget(look);
      return List.of();
    }
    boolean due = leftovers.look(look, members);
    if (now.isEmpty()) {
      answered = look;
      doubts.keep(Set.of());
      return due ? List.of(new Effect.Read(look)) : List.of();
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
    if (over || asked < newest) {
      return List.of();
    }
    newest = asked;
    boolean counts = !absent.isEmpty() && asked >= answered;
    answered = counts ? asked : answered;
    if (!roll.stands(self)) {
      return counts ? end("the log has given this run up, or has another generation") : List.of();
    }
    List<Effect> effects = new ArrayList<>();
    Verdicts verdicts = new Verdicts();
    if (counts) {
      judge(asked, roll, effects, verdicts);
    }
    leftovers.read(roll, look, verdicts);
    verdicts.propose(roll.generation(), self, effects);
    return effects;
  }

  private void judge(long asked, Roll roll, List<Effect> effects, Verdicts verdicts) {
    Set<Run> standing = new HashSet<>();
    absent.forEach(
        (member, since) -> {
          Optional<Seat> seat = seat(roll, member);
          seat.ifPresent(held -> standing.add(held.run()));
          if (seat.isPresent()) {
            doubts.weigh(seat.get(), new Doubts.Looks(since, look), verdicts);
          } else if (since <= asked) {
            effects.add(new Effect.Down(member));
          }
        });
    doubts.keep(standing);
  }

  private static Optional<Seat> seat(Roll roll, Absentee member) {
    return roll.standing().stream().filter(seat -> seat.run().uid() == member.uid()).findFirst();
  }
}
