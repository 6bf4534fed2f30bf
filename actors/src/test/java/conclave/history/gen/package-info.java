/**
 * Histories made to order, and a second opinion on the checker.
 *
 * <pre>
 *   Workload --calls--> RandomHistories --history, right by construction--> Tampering --wrong-->
 *                            | applies calls to
 *                            v
 *                          Spec  <--all orders, all numbers-- BruteForce   agrees with the checker?
 * </pre>
 *
 * A {@link conclave.history.gen.Spec} is written apart from the model of the same object and knows
 * no unknowns: it lists all that may happen, and the brute force tries everything.
 */
package conclave.history.gen;
