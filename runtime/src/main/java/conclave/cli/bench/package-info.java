/**
 * {@code conclave bench}: load from a process that is no member, as an application would make it.
 *
 * <pre>
 *   Bench (main thread, waits) -- ActorSystem on a free port, at OwnHost
 *     ClusterClient --Connected--> Driver: N clients in a closed loop, one request each
 *       what each does is Work: MapWork or LockWork
 *       FILLING (get only) --> WARMING --> MEASURING --> Report: one line of JSON
 * </pre>
 */
package conclave.cli.bench;
