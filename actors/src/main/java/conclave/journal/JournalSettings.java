package conclave.journal;

/**
 * How a journal uses its disk.
 *
 * @param segmentBytes size of a segment file; a multiple of 8 from 4 KiB to 1 GiB. Larger ones keep
 *     more dead bytes, smaller ones roll more often and hold smaller entries ({@link
 *     #maxFrameBytes})
 * @param bufferBytes appended bytes that are held back before they are written without a sync
 * @param pinnedSegments a group whose oldest entry is further back than so many segments is to take
 *     a snapshot, so that they can go
 * @param maxSegments with so many files the disk counts as full, for entries; at least two more
 *     than {@code pinnedSegments}
 */
public record JournalSettings(
    int segmentBytes, int bufferBytes, int pinnedSegments, int maxSegments) {

  private static final int MIN_SEGMENT_BYTES = 4 << 10;
  private static final int MAX_SEGMENT_BYTES = 1 << 30;

  public JournalSettings {
    if (segmentBytes < MIN_SEGMENT_BYTES
        || segmentBytes > MAX_SEGMENT_BYTES
        || segmentBytes % Frame.ALIGNMENT != 0) {
      throw new IllegalArgumentException(
          "segment size of %d bytes is not a multiple of %d from %d to %d"
              .formatted(segmentBytes, Frame.ALIGNMENT, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES));
    }
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("buffer of " + bufferBytes + " bytes");
    }
    if (pinnedSegments < 1 || maxSegments < pinnedSegments + 2) {
      throw new IllegalArgumentException(
          "at most %d segments, of which a group may pin %d: the first must be at least 2 more, and the second at least 1"
              .formatted(maxSegments, pinnedSegments));
    }
  }

  /** As many segments as the disk holds. */
  public JournalSettings(int segmentBytes, int bufferBytes) {
    this(segmentBytes, bufferBytes, 8, Integer.MAX_VALUE);
  }

  /** With that segment size, and a buffer that never holds more than a segment. */
  public static JournalSettings ofSegmentBytes(int segmentBytes) {
    return new JournalSettings(segmentBytes, Math.min(segmentBytes, 1 << 20));
  }

  /** The largest frame, a quarter of a segment; an entry that needs a larger one is refused. */
  public int maxFrameBytes() {
    return segmentBytes / 4 & -Frame.ALIGNMENT;
  }

  /** Bytes that entries leave alone, so that terms and votes are written on a full disk too. */
  int reserveBytes() {
    return segmentBytes / 8;
  }

  /**
   * The most bytes that segment files take, the one that only terms, votes and marks may add
   * included.
   */
  public long maxBytes() {
    return mostForMarks() * segmentBytes;
  }

  /** One more: the mark of a snapshot is what lets segments go, so it must fit in any case. */
  long mostForMarks() {
    return maxSegments + 1L;
  }

  /** What the state of all groups may take of each segment. */
  int maxPrefaceBytes() {
    return segmentBytes / 2;
  }

  /** How many known damages a preface remembers; a further one is found anew at each start. */
  int maxKnownDamages() {
    return Math.min(64, segmentBytes / 256);
  }
}
