package conclave.machine;

import conclave.machine.freeze.Frozen;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes the fingerprint of frozen machines, part by part, so that no state is ever held as bytes:
 * what was applied and answered up to now, the sessions, then each machine. One thread at a time,
 * and any thread.
 */
public final class Digesting {

  /** What no machine is called. */
  static final String HISTORY = "(entries and results)";

  static final String SESSIONS = "(sessions)";

  record Section(String name, int form, Frozen state) {}

  private final EntryId at;
  private final Deque<Section> left;
  private final List<Fingerprint.Part> done = new ArrayList<>();
  private Hashing.Sums sums = new Hashing.Sums();

  Digesting(EntryId at, List<Section> sections) {
    this.at = at;
    this.left = new ArrayDeque<>(sections);
  }

  public EntryId at() {
    return at;
  }

  /**
   * Takes in about {@code bytes} more, or one thing that is larger.
   *
   * @return whether there is more to take in
   */
  public boolean next(int bytes) throws IOException {
    Section current = left.element();
    DataOutputStream out = new DataOutputStream(sums);
    if (!current.state().write(out, bytes)) {
      done.add(new Fingerprint.Part(current.name(), current.form(), sums.value()));
      sums = new Hashing.Sums();
      left.remove();
    }
    return !left.isEmpty();
  }

  /** Once nothing is left. */
  public Fingerprint fingerprint() {
    if (!left.isEmpty()) {
      throw new IllegalStateException(left.size() + " parts are left of the machines at " + at);
    }
    return new Fingerprint(at, done);
  }
}
