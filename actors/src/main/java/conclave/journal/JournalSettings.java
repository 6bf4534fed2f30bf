package conclave.journal;

/**
 * How a journal uses its disk.
 *
 * @param segmentBytes size of a segment file; a multiple of 8 from 4 KiB to 1 GiB. Larger ones keep
 *     more dead bytes, smaller ones roll more often and hold smaller entries ({@link
 *     #maxFrameBytes})
 * @param bufferBytes appended bytes that are held back before they are written without a sync
 */
public record JournalSettings(int segmentBytes, int bufferBytes) {

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

  /** What the state of all groups may take of each segment. */
  int maxPrefaceBytes() {
    return segmentBytes / 2;
  }

  /** How many known damages a preface remembers; a further one is found anew at each start. */
  int maxKnownDamages() {
    return Math.min(64, segmentBytes / 256);
  }
}
