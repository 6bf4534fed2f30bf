/**
 * Virtual time for an ActorSystem in a test: no clock, no thread and no sleep.
 *
 * <pre>
 *   test --tell--&gt; actor --tell--&gt; actor ...    Turns: all of it, before the tell returns
 *   test --advance--&gt; VirtualTime
 *                        `- the next timer that is due: clock := its time, ring, Turns
 *                        `- and so on, until the time is reached
 *
 *   Akka --scheduler--&gt; VirtualScheduler --&gt; VirtualTime      one for each ActorSystem
 *        --dispatcher-&gt; TurnsConfigurator -&gt; Turns
 * </pre>
 *
 * <p>Everything happens on the thread of the test, so the same test does the same each time.
 */
package conclave.testkit.time;
