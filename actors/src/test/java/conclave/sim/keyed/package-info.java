/**
 * Idempotency keys in the simulator: whoever asked may have died, and another process asks again.
 *
 * <pre>
 *   KeyedClient --ExecuteOnce(key), through this session or a new one--> SimNode
 *        |  the first answer, again and again                              |
 *        v                                                            Watched(map): never twice
 *   History, Linearizability                                               |
 *                                       KeyTimer(node) = KeyRetention --ForgetKeys
 * </pre>
 */
package conclave.sim.keyed;
