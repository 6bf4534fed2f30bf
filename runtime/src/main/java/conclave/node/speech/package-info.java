/**
 * Which protocol versions the members speak, and which one is in use.
 *
 * <pre>
 *   Hellos --Spoken of each member--> Speech --all speak more--> promised, on this directory
 *                                       |
 *   register on control --in use--> Protocols ---what each promised--- Hellos
 * </pre>
 *
 * <p>A promise is the least that a node ever speaks again, on its directory before anybody hears of
 * it. So a version that all members promised stays spoken, whoever is started again with whichever
 * build: one that would break its promise does not start.
 */
package conclave.node.speech;
