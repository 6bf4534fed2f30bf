package conclave.history.gen;

import conclave.history.Linearizability;
import conclave.history.Model;
import conclave.history.Operation;
import conclave.history.Outcome;
import conclave.history.Verdict;
import conclave.history.Verdict.Undecided;
import conclave.history.gen.RandomHistories.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Holds a model in the fast checker against the brute force, on small histories: half of them right
 * by construction, half with answers made up.
 *
 * @param legal histories that the brute force explained
 * @param illegal histories that it did not
 * @param unanswered operations without an answer among them all
 * @param disagreements what the checker said otherwise, with the seed
 */
record Comparison(int legal, int illegal, int unanswered, List<String> disagreements) {

  /** Room for the numbers made up or counted in seven operations, and for as many unseen ones. */
  private static final long MAX_NUMBER = 14;

  private static final Shape SMALL = new Shape(3, 7, 8);

  static <T, C, R> Comparison of(
      int histories, Model<?, C, R> model, Spec<T, C, R> spec, Workload<C, R> workload) {
    RandomHistories<T, C, R> source = new RandomHistories<>(spec, workload, SMALL);
    BruteForce<T, C, R> judge = new BruteForce<>(spec, MAX_NUMBER);
    Linearizability<?, C, R> checker = new Linearizability<>(model);
    List<String> disagreements = new ArrayList<>();
    int legal = 0;
    int unanswered = 0;
    for (long seed = 0; seed < histories; seed++) {
      List<Operation<C, R>> history = source.make(seed);
      if (seed % 2 == 1) {
        history = madeUp(history, workload, new Random(seed));
      }
      boolean right = judge.linearizable(history);
      Verdict verdict = checker.check(history);
      if (verdict.linearizable() != right || verdict instanceof Undecided) {
        disagreements.add("seed %d is %s, but: %s".formatted(seed, right, verdict));
      }
      legal += right ? 1 : 0;
      unanswered += (int) history.stream().filter(Operation::unknown).count();
    }
    return new Comparison(legal, histories - legal, unanswered, disagreements);
  }

  /** One to three answers are replaced by any that has the right form. */
  private static <C, R> List<Operation<C, R>> madeUp(
      List<Operation<C, R>> history, Workload<C, R> workload, Random random) {
    List<Operation<C, R>> wrong = new ArrayList<>(history);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int i = random.nextInt(wrong.size());
      Operation<C, R> operation = wrong.get(i);
      if (operation.answered()) {
        R result = workload.anyResult(random, operation.call());
        wrong.set(i, operation.ending(Outcome.answered(result), operation.reply().at()));
      }
    }
    return wrong;
  }

  @Override
  public String toString() {
    return "%d legal, %d illegal, %d unanswered operations, %d disagreements"
        .formatted(legal, illegal, unanswered, disagreements.size());
  }
}
