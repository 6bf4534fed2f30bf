/**
 * The sender's side of a route, pure: where a request goes, when it goes on to another node, and
 * what its caller is told.
 *
 * <pre>
 *   begin --Pick--> Send to n1 --Finished--> Done
 *     |               |  |  `--refused: certainly not done--> Send to n2 ... all refused: Rejected
 *     |               |  `-----silent for a part of the deadline, or unreachable, or failed:
 *     |               |           safe --> Send to n2 under the same id; n1's answer still counts
 *     |               |           else --> wait
 *     |               `--------deadline--> Unknown
 *     `--a bound is reached, or nobody takes it in time--> Rejected
 * </pre>
 *
 * <p>{@link conclave.balance.route.Routing} holds all routes of a node, an {@code Itinerary} one of
 * them, {@code Pick} chooses by {@link conclave.balance.route.Policy}. Time and the view of the
 * cluster come in with a {@link conclave.balance.route.Scene}; what must be done goes out as {@link
 * conclave.balance.route.Effect}s.
 */
package conclave.balance.route;
