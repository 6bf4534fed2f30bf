/**
 * The replicated map for applications.
 *
 * <pre>{@code
 * Put, Get, Delete --> ReplicatedMap --Execute, Ask--> Gateway(group) ~~> the group's MapTable
 *                           (stateless)                    |
 * caller <------- Written, Found, Mismatch, ... -----------+
 * }</pre>
 */
package conclave.map;
