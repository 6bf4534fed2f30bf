package conclave.multijvm.scenario.links;

import java.util.ArrayList;
import java.util.List;

/**
 * Spells of a fault that must cost nothing, and whether it did. A machine that stands still loses
 * leaders and answers over whole links too, so a spell that cost something counts only if it did
 * not; and one may go wrong unseen, since what stands still may be a node and not the test. What
 * costs something in most spells is found.
 */
final class Spells {

  private static final int ENOUGH = 3;
  private static final int UNSEEN = 1;
  private static final int MOST = 10;

  private final List<Spell> spells = new ArrayList<>();

  /**
   * What happened in a while.
   *
   * @param done requests that were answered
   * @param lost requests that were not done, or nobody knows
   * @param leader the same from its begin to its end
   * @param stalled whether the machine stood still meanwhile
   */
  record Spell(int done, int lost, boolean leader, boolean stalled) {

    boolean spotless() {
      return lost == 0 && leader && done > 0;
    }

    Spell sameLeader(boolean same) {
      return new Spell(done, lost, same, stalled);
    }

    @Override
    public String toString() {
      return "%d done while it was flaky, %d refused or unknown, the leader %s%s"
          .formatted(
              done,
              lost,
              leader ? "stayed" : "changed",
              stalled ? ", the machine stood still" : "");
    }
  }

  void add(Spell spell) {
    spells.add(spell);
  }

  /** Whether more spells tell no more. */
  boolean decided() {
    return spotless() >= ENOUGH || counted() > UNSEEN || spells.size() >= MOST;
  }

  /** The verdict. */
  boolean costNothing() {
    return spotless() >= ENOUGH && counted() <= UNSEEN;
  }

  /** Neither: the machine stood still too often. */
  boolean showNothing() {
    return spotless() < ENOUGH && counted() <= UNSEEN;
  }

  private long spotless() {
    return spells.stream().filter(Spell::spotless).count();
  }

  private long counted() {
    return spells.stream().filter(spell -> !spell.spotless() && !spell.stalled()).count();
  }

  @Override
  public String toString() {
    return "%d spells, %d without a loss, %d with one while the machine was awake"
        .formatted(spells.size(), spotless(), counted());
  }
}
