package conclave.monitor;

/**
 * How a node does. A figure is null where it could not be measured.
 *
 * @param cpu the share of all processors that its process used lately, 0 to 1
 * @param memoryUsed bytes of heap
 * @param memoryMax bytes that the heap may grow to
 * @param diskFree bytes that it may still write where its data is
 * @param diskTotal bytes of the file system where its data is
 * @param uptimeMs since its process started
 */
public record Vitals(
    Double cpu, Long memoryUsed, Long memoryMax, Long diskFree, Long diskTotal, Long uptimeMs) {

  /** Nothing is known yet. */
  public static final Vitals UNKNOWN = new Vitals(null, null, null, null, null, null);
}
