package conclave.lock.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.MalformedException;

/** Names of one space never meet those of another. Codes are positions; they are in the format. */
public enum Space {
  /** Locks. */
  LOCK,
  /** Elections for applications: who holds leads. */
  ELECTION;

  private static final Space[] ALL = values();

  static Space decode(Decoder in) throws MalformedException {
    int code = in.u8();
    if (code >= ALL.length) {
      throw in.malformed("space " + code + " is unknown");
    }
    return ALL[code];
  }
}
