/**
 * What runs in the JVM of a node: the application under test, and beside it the end of the control
 * channel.
 *
 * <pre>
 *   stdin ── Boot ──&gt; NodeMain ── Settings ──&gt; ActorSystem(NodeGuardian of the scenario)
 *   stdin ends ─────&gt; halt        LiveNode  ──&gt; what guardian and tasks see of their node
 *                                 NodeSide  ──&gt; the test
 * </pre>
 *
 * For the kit itself; tests use {@code conclave.multijvm}.
 */
package conclave.multijvm.app;
