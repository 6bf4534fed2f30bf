/**
 * Bugs that others have published, each in a host, a machine or a disk that is wrong in one way.
 *
 * <pre>
 *   VotePlant   LogPlant   ReadPlant   DiskPlant   GluePlant   KeyedPlant
 *               Counting   EarlyReads  LateState                              wrong replicas
 *               StaleEnd    |          ForgetfulSessions                      and machines
 *                   `--- LateOpening: trouble that makes the bug matter
 * </pre>
 */
package conclave.laws.bugs;
