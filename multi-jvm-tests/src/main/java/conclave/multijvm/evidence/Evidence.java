package conclave.multijvm.evidence;

import java.nio.file.Path;

/**
 * Not a failure of its own: hung on the failure of a test, it says where the logs and the timeline
 * are, and how to run the same again.
 */
public final class Evidence extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * For one failure.
   *
   * @param folder holds the timeline and the log of every node
   * @param replay a line for the shell
   */
  public Evidence(Path folder, String replay) {
    super(
        "timeline and logs of all nodes are kept in %s%n    again: %s".formatted(folder, replay),
        null,
        false,
        false);
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
