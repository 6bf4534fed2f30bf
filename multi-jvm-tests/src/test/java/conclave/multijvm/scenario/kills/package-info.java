/**
 * SIGKILL at moments that nobody chose, again and again, under load: nothing acknowledged is lost.
 *
 * <pre>
 *   seed ── Strikes ── Strike: when, whom, how long they are down
 *                         `-- KillsAtRandomTest ──&gt; the nodes; MapLoad and LockLoad go on meanwhile
 * </pre>
 */
package conclave.multijvm.scenario.kills;
