/**
 * Routers: which node does the work. Load and presence of the nodes come through {@link
 * conclave.balance.LoadView}, owners of keys through {@link conclave.balance.route.Owners}: ports
 * that others fill.
 *
 * <pre>
 *   Route --> Router on n1                                    Router on n2 --Work--> a worker
 *     |         hosts route.Routing                             hosts duty.Duties       |
 *     |           | Perform ------------------------------------->  |                   |
 *     |           | &lt;------ Finished, TurnedAway, Failed ---------  | &lt;--done, decline--+
 *     v           |
 *   Done, Rejected, Unknown            Offers: each tells all others what its workers offer
 *
 *   messages of users are bytes on the way (Freight), written and read once, by Parcels
 * </pre>
 */
package conclave.balance;
