/**
 * The rules of the house where the kits are in sight.
 *
 * <pre>
 *   KitTest        conclave.testkit keeps all rules on byte code; nothing below knows it
 *   SnippetsTest   the page on testing shows code that runs
 * </pre>
 */
package conclave.house;
