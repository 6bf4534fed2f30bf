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
 * @param steps in order; times are the earliest, since a step waits for the one before it
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
   * A fault from its begin to its end, and who is hurt by it.
   *
   * @param victim the node; of a link, its sender; {@link #LEADER} for whoever leads by then
   */
  private record Episode(String victim, long end) {
    static final String LEADER = "";
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
      awaitTurn(victim);
      long end = now + around(recipe.lasting());
      running.add(new Episode(victim, end));
      switch (kind) {
        case KILL -> between(end, new Kill(victim), new Restart(victim));
        case PAUSE -> between(end, new Pause(victim), new Resume(victim));
        case ISOLATE_LEADER -> between(end, new IsolateLeader(anyNode()), new HealAll());
        default -> breakLink(kind, victim, end);
      }
    }

    private void breakLink(Kind kind, String from, long end) {
      String to = other(from);
      boolean outwards = random.nextBoolean();
      String sender = outwards ? from : to;
      String receiver = outwards ? to : from;
      Fault fault =
          switch (kind) {
            case CUT -> new Cut(sender, receiver);
            case HOLE -> new Hole(sender, receiver);
            default -> new Slow(sender, receiver, recipe.delay());
          };
      between(end, fault, new Heal(sender, receiver));
    }

    /** Until it is one victim more or less, and nothing befalls it twice at a time. */
    private void awaitTurn(String victim) {
      while (running.size() >= recipe.mostVictims()
          || running.stream().anyMatch(episode -> episode.victim().equals(victim))) {
        now = running.stream().mapToLong(Episode::end).min().orElseThrow() + 1;
        running.removeIf(episode -> episode.end() <= now);
      }
    }

    private void between(long end, Fault begins, Fault ends) {
      steps.add(new Step(Duration.ofMillis(now), begins));
      steps.add(new Step(Duration.ofMillis(end), ends));
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
