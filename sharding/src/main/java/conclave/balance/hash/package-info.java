/**
 * Sticky forwarding among plain actors, for where a wrong guess is cheap: no log and no answers.
 *
 * <pre>
 *   Forward(key, message) --HashRing--> first routee --has it less than its share? yes--> tell
 *                             |                          no: the next one on the ring that has
 *                             `--nobody is there--> dropped, counted
 * </pre>
 */
package conclave.balance.hash;
