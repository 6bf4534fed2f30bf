/**
 * The control channel.
 *
 * <pre>
 *   SwitchboardTest   who has no token reaches nothing
 * </pre>
 */
package conclave.multijvm.control;
