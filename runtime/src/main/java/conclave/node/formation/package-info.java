/**
 * How nodes on empty directories become one cluster, and never two (law L9). Pure: Hellos, ticks
 * and finished writes go in, effects come out; no clock, no disk, no network, no actor.
 *
 * <pre>
 *   founder = lowest name of --peers            every other node
 *   ------------------------------------       --------------------------------------
 *   COLLECTING  all peers say "empty",          WAITING   says "empty" to whoever asks
 *     |         same peers and terms               |
 *   CONFIRMING  the very same directories          |      a formed node lists this very
 *     |         say so again, in a round           |      directory (name and incarnation)
 *     |         begun after all were known      ADOPTING  writes it down first
 *   WRITING     membership, then dir fsync         |
 *     |                                            |
 *   FORMED  --- Hello carries the membership ---> FORMED
 * </pre>
 *
 * Once formed, a member that starts elsewhere says so itself; those that stayed tell the others
 * where to try ({@link conclave.node.formation.Whereabouts}).
 */
package conclave.node.formation;
