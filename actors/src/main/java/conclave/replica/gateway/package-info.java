/**
 * The callers' side of a group: batches, finds the leader, tries again, and answers every request
 * exactly once.
 *
 * <pre>
 *   Execute --> queued --numbered (session, sequence)--> in a Wire.Submit to the leader
 *      |           |                                       |  Refused, another leader, silence:
 *      |           |                                       |  the same numbers again
 *      |        deadline: Rejected                         v
 *   Rejected: full                     Results: Done       deadline: Unknown(retry id)
 *
 *   Ask --> queued --> Queries to the local replica --> Done; failed or silent: a new round
 * </pre>
 *
 * <p>A command is applied once however often it is sent, since its number stays (the sessions of
 * {@code conclave.machine}). Rejected is said only where no replica can have it: it was never sent,
 * or each sending was refused.
 */
package conclave.replica.gateway;
