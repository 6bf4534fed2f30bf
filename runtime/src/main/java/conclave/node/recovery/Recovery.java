package conclave.node.recovery;

import conclave.node.DataDirectory;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Carries out a plan. Interrupted anywhere, it is run again and comes to the same: a directory
 * where it was begun starts no node, and the first one becomes a member of the new cluster only
 * when every journal is written.
 */
public final class Recovery {

  private final RecoveryPlan plan;
  private final Consumer<String> progress;

  /**
   * @param progress hears of each step that is durable, in a few words
   */
  public Recovery(RecoveryPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Blocks while it writes.
   *
   * @throws conclave.node.CannotStart when a journal cannot be used, with a sentence
   * @throws IOException when a disk fails or is full
   */
  public void run() throws IOException {
    if (!plan.finishes()) {
      for (Survivor chosen : plan.chosen()) {
        chosen.directory().beginRecovery(plan.next(chosen));
        progress.accept("begun in " + chosen.directory().path());
      }
      for (Survivor chosen : plan.chosen()) {
        new Transplant(plan, chosen).run();
        progress.accept("journal of %s written".formatted(chosen.name()));
      }
    }
    for (Survivor chosen : plan.chosen()) {
      DataDirectory directory = chosen.directory();
      if (directory.recovery().isPresent()) {
        directory.endRecovery();
        progress.accept(
            "%s is %s of the new cluster".formatted(directory.path(), directory.self()));
      }
    }
  }
}
