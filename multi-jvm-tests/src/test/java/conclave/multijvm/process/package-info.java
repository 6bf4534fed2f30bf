/**
 * The processes under the nodes.
 *
 * <pre>
 *   ClassArchiveTest   a start with the archive of classes, and without
 *   NodeLogTest        which configuration of Logback a node has
 * </pre>
 */
package conclave.multijvm.process;
