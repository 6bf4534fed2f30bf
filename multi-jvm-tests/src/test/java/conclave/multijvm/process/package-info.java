/**
 * The processes under the nodes.
 *
 * <pre>
 *   ClassArchiveTest   a start with the archive of classes, and without
 * </pre>
 */
package conclave.multijvm.process;
