package conclave.journal.receipt;

import conclave.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A snapshot on its way here, in a file whose name says what is to arrive and how much of it is
 * durable: {@code <snapshot>.<length>.<checksum>.<durable>.<checksum of that>.in}. So the note and
 * the file are one, and a rename after a sync moves both on at once.
 *
 * <p>Not thread-safe. After an {@link IOException} only {@link #abort} makes sense.
 */
public final class Receipt {

  /** Of what was not announced: it cannot be gone on with, and is compared with nothing. */
  public static final long UNKNOWN = -1;

  private static final String SUFFIX = ".in";

  /** So many times it is synced and noted; what came after the last one may have to come again. */
  private static final int NOTES = 16;

  /** And no later than after so much. */
  private static final int NOTE_BYTES = 1 << 20;

  private static final int CHUNK_BYTES = 64 << 10;
  private static final int TRAILER_BYTES = 12;

  /**
   * What is to arrive.
   *
   * @param file the name of the snapshot when it is whole
   * @param header what stands before its content
   * @param length of the content, or {@link #UNKNOWN}
   * @param checksum CRC-32C of the content
   */
  public record Whole(String file, ByteBuffer header, long length, int checksum) {

    private String stem() {
      return "%s.%x.%08x.".formatted(file, length, checksum);
    }
  }

  private final Disk disk;
  private final Whole whole;
  private final int start;
  private final CRC32C crc = new CRC32C();
  private String name;
  private Disk.File file;
  private long next;
  private long noted;

  private Receipt(Disk disk, Whole whole) {
    this.disk = disk;
    this.whole = whole;
    this.start = whole.header().remaining();
  }

  /** Whether a file of that name is a receipt. */
  public static boolean is(String name) {
    return name.endsWith(SUFFIX);
  }

  /** Whether a file of that name is the receipt of that snapshot. */
  public static boolean is(String name, Whole whole) {
    return is(name) && name.startsWith(whole.stem());
  }

  /** Goes on behind what is durable of it, once that was read again and is good; else begins. */
  public static Receipt open(Disk disk, Whole whole) throws IOException {
    List<String> kept = disk.list().stream().filter(name -> is(name, whole)).toList();
    if (kept.size() == 1 && whole.length() != UNKNOWN) {
      Receipt receipt = new Receipt(disk, whole);
      if (receipt.resume(kept.get(0))) {
        return receipt;
      }
      receipt.abort();
    } else {
      for (String other : kept) {
        disk.delete(other);
      }
    }
    Receipt receipt = new Receipt(disk, whole);
    receipt.name = receipt.nameNow();
    receipt.file = disk.create(receipt.name);
    receipt.file.write(0, whole.header().duplicate());
    return receipt;
  }

  private String nameNow() {
    return "%s%x.%08x%s".formatted(whole.stem(), next, (int) crc.getValue(), SUFFIX);
  }

  private boolean resume(String kept) throws IOException {
    name = kept;
    file = disk.open(kept);
    String[] note =
        kept.substring(whole.stem().length(), kept.length() - SUFFIX.length()).split("\\.");
    long durable = Long.parseUnsignedLong(note[0], 16);
    if (file.size() < start + durable || !headerMatches()) {
      return false;
    }
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    for (; next < durable; next += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, durable - next));
      file.read(start + next, chunk);
      crc.update(chunk.flip());
    }
    file.truncate(start + durable);
    noted = durable;
    return Integer.parseUnsignedInt(note[1], 16) == (int) crc.getValue();
  }

  private boolean headerMatches() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(start);
    file.read(0, header);
    return header.flip().equals(whole.header());
  }

  /** The offset of what comes next. */
  public long next() {
    return next;
  }

  /** Whether all that was announced is here. */
  public boolean isComplete() {
    return next == whole.length();
  }

  /** Appends, and now and then makes it durable. */
  public void write(byte[] bytes) throws IOException {
    file.write(start + next, ByteBuffer.wrap(bytes));
    crc.update(bytes);
    next += bytes.length;
    if (whole.length() != UNKNOWN && next - noted >= Math.min(NOTE_BYTES, whole.length() / NOTES)) {
      file.sync();
      String now = nameNow();
      disk.rename(name, now);
      disk.syncDirectory();
      name = now;
      noted = next;
    }
  }

  /**
   * On return it is a snapshot that survives a crash.
   *
   * @throws IOException also when it is not what was announced
   */
  public void finish() throws IOException {
    boolean announced = whole.length() != UNKNOWN;
    if (announced && (!isComplete() || (int) crc.getValue() != whole.checksum())) {
      throw new IOException(
          "%s arrived damaged: %d bytes with checksum %08x instead of %d with %08x"
              .formatted(
                  whole.file(), next, (int) crc.getValue(), whole.length(), whole.checksum()));
    }
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES);
    trailer.putInt((int) crc.getValue()).putLong(next).flip();
    file.write(start + next, trailer);
    file.sync();
    file.close();
    disk.rename(name, whole.file());
    disk.syncDirectory();
  }

  /** Leaves it as it is, to be opened again. */
  public void close() throws IOException {
    file.close();
  }

  /** Forgets it. */
  public void abort() throws IOException {
    file.close();
    disk.delete(name);
  }
}
