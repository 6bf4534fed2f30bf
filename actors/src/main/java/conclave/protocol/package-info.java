/**
 * Which forms of messages, commands and files may be used, so that two releases can be in one
 * cluster.
 *
 * <pre>
 *   what a build speaks    OLDEST ......................... NEWEST
 *   what a node speaks     from what its directory promises  up to what its operator allows
 *   what is in use         the active version: on the log, the same for all, never lowered
 *
 *   if (active.now().atLeast(2)) { what every member reads since version 2 } else { the former }
 * </pre>
 */
package conclave.protocol;
