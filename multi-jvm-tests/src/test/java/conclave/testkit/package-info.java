/**
 * That the cluster in memory keeps its promises.
 *
 * <pre>
 *   ParityTest       Script --&gt; RealSide: three nodes with Raft     the same outcomes
 *                          `--&gt; InMemorySide, also with a Drift     which is found
 *   InMemoryClusterTest, InMemoryMapTest, InMemoryRingTest       each loss that a test can ask for
 *   HoldersTest      random losses: never two who believe to hold a lock
 *   example          actors of an application, and their tests
 * </pre>
 */
package conclave.testkit;
