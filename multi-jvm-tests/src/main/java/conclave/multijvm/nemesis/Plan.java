package conclave.multijvm.nemesis;

import conclave.multijvm.nemesis.Fault.Cut;
import conclave.multijvm.nemesis.Fault.Heal;
import conclave.multijvm.nemesis.Fault.HealAll;
import conclave.multijvm.nemesis.Fault.Hole;
import conclave.multijvm.nemesis.Fault.IsolateLeader;
import conclave.multijvm.nemesis.Fault.Kill;
import conclave.multijvm.nemesis.Fault.Pause;
import conclave.multijvm.nemesis.Fault.Restart;
import conclave.multijvm.nemesis.Fault.Resume;
import conclave.multijvm.nemesis.Fault.Slow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens when: a pure function of its seed and its recipe. Each fault is mended later in it.
 *
 * @param seed that it was drawn from
 * @param steps in order; times are the earliest, since a step waits for the one before it, and one
 *     that is late delays all that follow
 */
public record Plan(long seed, List<Step> steps) {

  /**
   * One thing that happens.
   *
   * @param at since the begin
   * @param fault or its mending
   */
  public record Step(Duration at, Fault fault) {
    @Override
    public String toString() {
      return "%d ms %s".formatted(at.toMillis(), fault);
    }
  }

  public Plan {
    steps = List.copyOf(steps);
  }

  /** The plan of that seed. */
  public static Plan drawn(long seed, Recipe recipe) {
    return new Plan(seed, new Draw(seed, recipe).steps());
  }

  /** How many of its steps are no mending. */
  public long faults() {
    return steps.stream().filter(step -> !step.fault().mends()).count();
  }

  /**
   * A fault from its begin to its end.
   *
   * @param victim who is hurt by it; {@link #LEADER} for whoever leads by then
   */
  private record Episode(String victim, Fault fault, long end) {
    static final String LEADER = "";
    private static final String NO_LINK = "";
    private static final String ALL_LINKS = "all";

    /** Whether it befalls whom the other befalls, or the end of one would mend the other. */
    boolean disturbs(Episode other) {
      String ours = links();
      String theirs = other.links();
      boolean bothLinks = !ours.equals(NO_LINK) && !theirs.equals(NO_LINK);
      boolean shared = ours.equals(theirs) || ours.equals(ALL_LINKS) || theirs.equals(ALL_LINKS);
      return victim.equals(other.victim) || (bothLinks && shared);
    }

    private String links() {
      if (ending() instanceof Heal link) {
        return link.from() + " > " + link.to();
      }
      return ending() instanceof HealAll ? ALL_LINKS : NO_LINK;
    }

    /** What mends it. */
    Fault ending() {
      if (fault instanceof Kill kill) {
        return new Restart(kill.node());
      }
      if (fault instanceof Pause pause) {
        return new Resume(pause.node());
      }
      if (fault instanceof Cut cut) {
        return new Heal(cut.from(), cut.to());
      }
      if (fault instanceof Hole hole) {
        return new Heal(hole.from(), hole.to());
      }
      return fault instanceof Slow slow ? new Heal(slow.from(), slow.to()) : new HealAll();
    }
  }

  /** Drawing one plan. */
  private static final class Draw {
    private final SplittableRandom random;
    private final Recipe recipe;
    private final List<Kind> kinds;
    private final List<Step> steps = new ArrayList<>();
    private final List<Episode> running = new ArrayList<>();
    private long now;

    Draw(long seed, Recipe recipe) {
      this.random = new SplittableRandom(seed);
      this.recipe = recipe;
      this.kinds = recipe.kinds().stream().sorted().toList();
    }

    List<Step> steps() {
      for (int i = 0; i < recipe.faults(); i++) {
        now += around(recipe.between());
        running.removeIf(episode -> episode.end() <= now);
        strike(kinds.get(random.nextInt(kinds.size())));
      }
      steps.sort(Comparator.comparing(Step::at));
      return steps;
    }

    private void strike(Kind kind) {
      String victim = kind == Kind.ISOLATE_LEADER ? Episode.LEADER : anyNode();
      long lasting = around(recipe.lasting());
      Fault fault = fault(kind, victim);
      awaitTurn(new Episode(victim, fault, 0));
      Episode episode = new Episode(victim, fault, now + lasting);
      running.add(episode);
      steps.add(new Step(Duration.ofMillis(now), fault));
      steps.add(new Step(Duration.ofMillis(episode.end()), episode.ending()));
    }

    private Fault fault(Kind kind, String victim) {
      return switch (kind) {
        case KILL -> new Kill(victim);
        case PAUSE -> new Pause(victim);
        case ISOLATE_LEADER -> new IsolateLeader(anyNode());
        default -> brokenLink(kind, victim);
      };
    }

    private Fault brokenLink(Kind kind, String from) {
      String to = other(from);
      boolean outwards = random.nextBoolean();
      String sender = outwards ? from : to;
      String receiver = outwards ? to : from;
      return switch (kind) {
        case CUT -> new Cut(sender, receiver);
        case HOLE -> new Hole(sender, receiver);
        default -> new Slow(sender, receiver, recipe.delay());
      };
    }

    /** Until it is one victim more or less, and no running fault would be disturbed. */
    private void awaitTurn(Episode next) {
      while (running.size() >= recipe.mostVictims() || running.stream().anyMatch(next::disturbs)) {
        now = running.stream().mapToLong(Episode::end).min().orElseThrow() + 1;
        running.removeIf(episode -> episode.end() <= now);
      }
    }

    private String anyNode() {
      return recipe.nodes().get(random.nextInt(recipe.nodes().size()));
    }

    private String other(String node) {
      List<String> others = recipe.nodes().stream().filter(name -> !name.equals(node)).toList();
      return others.get(random.nextInt(others.size()));
    }

    private long around(Duration usual) {
      return usual.toMillis() / 2 + random.nextLong(usual.toMillis());
    }
  }
}
