/**
 * Faults at random, drawn from a seed: what strikes, whom, when and for how long is known before
 * the first of them.
 *
 * <pre>
 *   Plan.drawn(seed, Recipe) = Step, Step, ...     pure; each Fault is mended by a later Step
 *                                  │
 *   Nemesis.unleash(plan, Victims) ┘   in a thread of its own; ends with everybody well
 *                            ├─ nodes    kill -9 and restart · pause and resume
 *                            ├─ links    cut · hole · delay
 *                            └─ leader   isolated, whoever it is by then
 * </pre>
 */
package conclave.multijvm.nemesis;
