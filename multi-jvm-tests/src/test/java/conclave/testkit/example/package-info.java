/**
 * How an application tests its actors with the kit: actors as users write them, and their tests.
 *
 * <pre>
 *   GuardedWriter   writes only while it holds a lock
 *   LeaderJob       works only while it leads; Nightly is work that others start and stop so
 *   Increment       changes a map, once
 *   Watchman        hears how all nodes do
 *   Renderer        a worker on each node
 * </pre>
 */
package conclave.testkit.example;
