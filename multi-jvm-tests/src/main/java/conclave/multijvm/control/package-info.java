/**
 * How the test drives nodes that are other processes: over one loopback socket for each, which the
 * node opens. Every frame has a length; the first two are the token and the node's name, and
 * nothing is deserialised before the token was right.
 *
 * <pre>
 *   test                                         node
 *   Switchboard &lt;────────── token, name ───────── NodeSide
 *   Line          &lt;────────── Ready, Note ───────
 *                 ─────────── Call(task) ───────&gt;  a thread runs it
 *                 &lt;────────── Result, Failure ───
 *   Barriers      &lt;────────── Arrive ────────────
 *                 ─────────── Passed ───────────&gt;
 * </pre>
 *
 * A process that ends fails all that ran in it, and breaks the barriers that wait for it. For the
 * kit itself; tests use {@code conclave.multijvm}.
 */
package conclave.multijvm.control;
