package conclave.election;

import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.machine.wire.Utf8;

/** Who wants to lead what. */
record Candidate(String election, String name) {

  /** What is added to a name, so that no two leaderships of it are one owner of the lock. */
  private static final int MARK_BYTES = 32;

  private static final char BEFORE_MARK = '#';

  /** The longest name, in bytes of UTF-8. */
  static final int MAX_BYTES = LockName.MAX_OWNER_BYTES - MARK_BYTES;

  /** Names that could never be granted are an IllegalArgumentException. */
  Candidate {
    requireElection(election);
    Utf8.requireLength("a candidate's name", name, 1, MAX_BYTES);
  }

  static String requireElection(String election) {
    return Utf8.requireLength("an election's name", election, 1, LockName.MAX_BYTES);
  }

  LockName lock() {
    return new LockName(Space.ELECTION, election);
  }

  /**
   * As whom it asks for the lock.
   *
   * @param life drawn once for each life of the elections of a node
   * @param number counted in that life
   */
  String owner(int life, long number) {
    return name + BEFORE_MARK + Integer.toHexString(life) + "-" + Long.toHexString(number);
  }

  /** Whose name that owner has. */
  static String nameOf(String owner) {
    int mark = owner.lastIndexOf(BEFORE_MARK);
    return mark > 0 ? owner.substring(0, mark) : owner;
  }
}
