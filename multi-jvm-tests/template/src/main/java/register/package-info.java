/**
 * A text that all nodes read and write.
 *
 * <pre>
 *   n2, n3: Copy ── Write, Read ──&gt; n1: Primary     which has the text
 *           Copy &lt;── Update, now and then ──
 * </pre>
 */
package register;
