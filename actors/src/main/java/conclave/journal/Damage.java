package conclave.journal;

/**
 * Bytes that were durable once and are wrong or gone now.
 *
 * @param file name of the file
 * @param offset where in it, in bytes
 * @param length how many bytes are affected, at most
 * @param reason what was found, in words
 * @param known an earlier start has found it already, so that it makes nothing suspect
 */
public record Damage(String file, long offset, long length, String reason, boolean known) {

  @Override
  public String toString() {
    return file + " at offset " + offset + ": " + reason + " (" + length + " bytes)";
  }
}
