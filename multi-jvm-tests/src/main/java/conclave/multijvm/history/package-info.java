/**
 * What clients of an application's own actors saw while its nodes were hurt, and whether one copy
 * of the data could have shown it to them.
 *
 * <pre>
 *   client ── Registers.write(client, key, value, () -&gt; node.run(...)) ──&gt; actor
 *             Locks.acquire(owner, lock, () -&gt; node.call(...))     ──────&gt; actor
 *                 └ Recorder ── History ── Linearizability(RegisterModel, LockModel, or your own)
 *                     answered · not done (NotDone, never sent) · unknown (CallFailed)
 * </pre>
 */
package conclave.multijvm.history;
