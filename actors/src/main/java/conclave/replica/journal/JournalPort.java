package conclave.replica.journal;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The I/O of one node. Calls return at once; answers come by message, from whatever thread does the
 * work. It outlives the {@link JournalWriter} in front of it.
 *
 * <p><b>Order.</b> Log work is done in the order of the calls, snapshot work too; between the two
 * there is no order.
 *
 * <p><b>Bounds.</b> What may wait here is bounded by what acceptors may have under way (a replica
 * refuses proposals beyond its uncommitted bytes, a leader's window bounds what followers get).
 *
 * <p><b>Failure.</b> When the journal breaks, whoever called {@link #onBroken} last is told, once,
 * with a sentence; nothing is done any more from then on.
 */
public interface JournalPort {

  /** Queues work for the journal. */
  void submit(LogWork work);

  /** Queues work for the snapshot files. */
  void submit(SnapshotWork work);

  /** Who shall hear that the journal is broken; called at once if it is already. */
  void onBroken(Consumer<String> listener);

  /** Whether it ends with the process: then nothing can be built anew from it. */
  default boolean endsWithTheProcess() {
    return false;
  }

  /** Finishes what was queued, then lets the directory go; completed when that is done. */
  CompletionStage<Void> close();
}
