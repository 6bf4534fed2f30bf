/**
 * Locks in the pure host of the simulator: the real table and the real expiry on every node, users
 * on drifting clocks who hold, wait, stand still and vanish, and a store that fencing protects.
 *
 * <pre>
 *   LockTrouble -- pauses, cuts, vanishing --> SimUser --- writes with a token ---> FencedStore
 *        |                                       |  SimHold: asks, waits, renews        |
 *        v                                       v                                      |
 *   SimLockClock --- Expire, TimeOut ---> Requests --> Network --> SimNode              |
 *        ^  one on each node                                         |                  |
 *        +------ view, events, who leads ---- SimApplier: WatchedTable                  |
 *                                                                    |                  |
 *   Punctuality: not too early      Ledger: tokens, order <----------+------------------+
 *   Beliefs: not two at a time      History: LockModel
 * </pre>
 *
 * <p>Everything else, nodes, links, disks and their faults, is that of {@code conclave.sim.pure}.
 */
package conclave.sim.lock;
