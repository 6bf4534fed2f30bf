/**
 * Recording what clients saw of a user's own actors.
 *
 * <pre>
 *   RecorderTest   outcomes are told apart; a stale read and a second holder are found
 * </pre>
 */
package conclave.multijvm.history;
