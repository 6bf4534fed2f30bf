package conclave.monitor.fitness;

/**
 * What one look found. Not a number where nothing is known.
 *
 * @param syncMs how long the slowest syncs of the journal took since the last look
 * @param hangingMs how long the sync under way takes by now; 0 where none is
 * @param full whether the journal has no space for commands
 * @param cpu the share of the processors in use, by everybody on them
 * @param gcShare the share of time in which the JVM stood still to collect garbage
 * @param pauseMs for how long the process did not run
 */
public record Signs(
    double syncMs, double hangingMs, boolean full, double cpu, double gcShare, double pauseMs) {

  /** Whether nobody can say yet: the only sync since the last look is under way still. */
  boolean isOpen(Ailment ailment) {
    return ailment == Ailment.SLOW_DISK && Double.isNaN(syncMs) && hangingMs > 0;
  }

  double of(Ailment ailment) {
    return switch (ailment) {
      case SLOW_DISK -> syncMs;
      case HANGING_DISK -> hangingMs;
      case FULL_DISK -> full ? 1 : 0;
      case CPU -> cpu;
      case MEMORY -> gcShare;
      case PAUSES -> pauseMs;
    };
  }
}
