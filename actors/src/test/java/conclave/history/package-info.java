/**
 * What clients saw, and whether one copy of the data could have shown it to them.
 *
 * <pre>
 *   clients --invoke, complete--> History --operations--> Linearizability(model, bound)
 *                                    |                        | one Search per partition (key)
 *                               HistoryText                   v
 *                            (kept, read again)     Verdict: Linearizable | Violation | Undecided
 * </pre>
 *
 * An operation whose answer never came may have taken effect at any later moment, or never; such an
 * operation is optional for the search. The models of our own objects live in {@code
 * conclave.history.model}. Published in the test-jar: no test framework is needed to use it.
 */
package conclave.history;
