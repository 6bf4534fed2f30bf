/**
 * How the test drives nodes that are other processes: over one loopback socket for each, which the
 * node opens. Every frame has a length; the first three are the token, the node's name and the
 * number of its process, and nothing is deserialised before the token was right. Who calls when the
 * next process of its node is expected already is hung up on.
 *
 * <pre>
 *   test                                         node
 *   Switchboard &lt;────────── token, name, life ─── NodeSide
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
