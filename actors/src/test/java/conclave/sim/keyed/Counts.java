package conclave.sim.keyed;

/** What runs exercised. */
final class Counts {
  /** Requests that were answered. */
  long answered;

  /** Requests whose process died; another one asked. */
  long heirs;

  /** Requests that were answered, asked again by another process, and answered the same. */
  long again;

  /** Keys that were used for another request, and refused. */
  long misused;

  /** New keys that found no place. */
  long full;

  /** Times that something was proposed to be forgotten, and times that it was. */
  long proposed;

  long forgotten;

  /** Requests that took effect once more after they were forgotten. */
  long late;

  long unknown;

  void add(Counts other) {
    answered += other.answered;
    heirs += other.heirs;
    again += other.again;
    misused += other.misused;
    full += other.full;
    proposed += other.proposed;
    forgotten += other.forgotten;
    late += other.late;
    unknown += other.unknown;
  }

  @Override
  public String toString() {
    return ("%d requests with a key answered, %d unknown, %d taken over by another process, %d"
            + " answered again from the table, %d keys used for another request, %d refused by"
            + " a full table, forgotten %d times of %d proposed, %d asked again after that")
        .formatted(answered, unknown, heirs, again, misused, full, forgotten, proposed, late);
  }
}
