/**
 * The rules of the house where the kits are in sight.
 *
 * <pre>
 *   KitTest        conclave.testkit keeps all rules on byte code; nothing below knows it;
 *                  the lessons keep them too
 * </pre>
 */
package conclave.house;
