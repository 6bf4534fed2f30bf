/**
 * How an application tests its actors with the kit: actors as users write them, and their tests.
 *
 * <pre>
 *   GuardedWriter   writes only while it holds a lock
 *   LeaderJob       works only while it leads
 *   Renderer        a worker on each node
 * </pre>
 */
package conclave.testkit.example;
