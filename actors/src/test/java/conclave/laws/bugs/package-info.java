/**
 * Bugs that others have published, each in a host, a machine or a disk that is wrong in one way;
 * and bugs of actors (ActorPlant), of which the roles know nothing.
 *
 * <pre>
 *   VotePlant   LogPlant   ReadPlant   DiskPlant   GluePlant   KeyedPlant
 *               Counting   EarlyReads  LateState                              wrong replicas
 *               StaleEnd    |          ForgetfulSessions                      and machines
 *                   `--- LateOpening: trouble that makes the bug matter
 * </pre>
 */
package conclave.laws.bugs;
