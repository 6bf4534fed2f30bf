package conclave.samples.leader;

import java.nio.charset.StandardCharsets;

/**
 * How far the job has come, as it is kept in the cluster.
 *
 * @param epoch of the leader that came so far
 * @param report the number of the latest report
 */
record Progress(long epoch, long report) {

  static final Progress NONE = new Progress(0, 0);

  byte[] encode() {
    return "%d %d".formatted(epoch, report).getBytes(StandardCharsets.US_ASCII);
  }

  static Progress decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.US_ASCII).split(" ");
    return new Progress(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }
}
