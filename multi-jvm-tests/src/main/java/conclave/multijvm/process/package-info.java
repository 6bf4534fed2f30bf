/**
 * The processes under every kind of node: forked, signalled, ended, logged.
 *
 * <pre>
 *   ForkedNode ── NodeJvm ──start──&gt; java ... (JavaCommand)   all in Children: killed with this JVM
 *                  ├─ kill -9, -TERM, -STOP, -CONT             a paused one has a PauseGuard
 *                  ├─ directory                                kept or wiped between processes
 *                  └─ log, Timeline
 *   NodeLog        how the nodes log: as the application says
 *   LoopbackPorts  ports that no client is given while their node is down
 * </pre>
 *
 * For the kit itself; tests use {@code conclave.multijvm}.
 */
package conclave.multijvm.process;
