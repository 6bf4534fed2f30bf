package conclave.journal;

import conclave.journal.disk.Disk;
import java.io.IOException;

/** The journal cannot do what it was asked for. The message is one sentence for an operator. */
public class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  static Misfit misfit(String what, JournalSettings settings) {
    return new Misfit(
        what + " is one too many for segments of " + settings.segmentBytes() + " bytes");
  }

  static Broken cannotOpen(Disk disk, IOException e) {
    return new Broken("cannot open the journal in " + disk.name() + ": " + e.getMessage(), e);
  }

  static Broken broken(Disk disk, IOException e) {
    String where = "the journal in " + disk.name();
    return new Broken(where + " is broken for good, restart the process: " + e.getMessage(), e);
  }

  /** Another process, or another part of this one, uses the directory. */
  public static final class InUse extends JournalException {
    private static final long serialVersionUID = 1L;

    InUse(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A file is of a format that this build does not know; nothing was changed. */
  public static final class UnknownFormat extends JournalException {
    private static final long serialVersionUID = 1L;

    UnknownFormat(String message) {
      super(message, null);
    }
  }

  /** The settings do not fit: too many groups for a segment's preface. */
  public static final class Misfit extends JournalException {
    private static final long serialVersionUID = 1L;

    Misfit(String message) {
      super(message, null);
    }
  }

  /** There is not even room for the first segment. */
  public static final class NoRoom extends JournalException {
    private static final long serialVersionUID = 1L;

    NoRoom(String message) {
      super(message, null);
    }
  }

  /**
   * A write or a sync failed. What is on the disk is not known any more and asking again would only
   * hide that: the journal is broken for good and the process must be restarted.
   */
  public static final class Broken extends JournalException {
    private static final long serialVersionUID = 1L;

    Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
