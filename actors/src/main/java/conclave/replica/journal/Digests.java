package conclave.replica.journal;

import conclave.machine.Digesting;
import conclave.machine.freeze.Frozen;
import conclave.raft.log.Fingerprint;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Fingerprints that are being made, one for a group: a newer wish takes the place of a former. */
final class Digests {

  /** Of state in one turn, so that snapshots of other groups wait for no more. */
  private static final long SLICE_BYTES = 1 << 20;

  private record Job(SnapshotWork.Digest wanted, Digesting state) {}

  private final Map<String, Job> jobs = new HashMap<>();
  private final Consumer<SnapshotWork> later;

  /**
   * @param later takes work that shall come here after what waits already
   */
  Digests(Consumer<SnapshotWork> later) {
    this.later = later;
  }

  void begin(SnapshotWork.Digest wanted) {
    jobs.put(wanted.group(), new Job(wanted, wanted.state().digest()));
    goOn(new SnapshotWork.DigestOn(wanted.group(), wanted.state().last()));
  }

  void goOn(SnapshotWork.DigestOn on) {
    Job job = jobs.get(on.group());
    if (job == null || !job.state().at().equals(on.at())) {
      return;
    }
    try {
      if (more(job.state())) {
        later.accept(on);
      } else {
        ended(job, Optional.of(job.state().fingerprint()), Optional.empty());
      }
    } catch (IOException | RuntimeException e) {
      ended(job, Optional.empty(), Optional.of(String.valueOf(e)));
    }
  }

  private static boolean more(Digesting state) throws IOException {
    boolean more = true;
    for (long done = 0; more && done < SLICE_BYTES; done += Frozen.PART_BYTES) {
      more = state.next(Frozen.PART_BYTES);
    }
    return more;
  }

  private void ended(Job job, Optional<Fingerprint> fingerprint, Optional<String> failure) {
    jobs.remove(job.wanted().group());
    job.wanted()
        .replyTo()
        .tell(new SnapshotNotice.Digested(job.state().at(), fingerprint, failure));
  }
}
