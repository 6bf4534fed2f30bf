/**
 * Machines that come to differ, and bugs in how they are compared.
 *
 * <pre>
 *   Wrongs       one replica has a SaltedMap, or its memory is changed: the audit must find it
 *   AuditPlant   audits that are wrong themselves: a false alarm, or one that changes nothing
 * </pre>
 */
package conclave.laws.bugs.audit;
