/**
 * Small histories written by hand, in {@code src/test/resources/histories}: one lesson each.
 *
 * <pre>
 *   # why                          first lines of a file: the lesson, and the verdict it must get
 *   # verdict: violation c2 ...    or: linearizable
 *   conclave-history 1 map
 * </pre>
 */
package conclave.history.handwritten;
