/**
 * Golden scripts: a small cluster of the real roles in memory, in which nothing moves unless the
 * script says so. A script is text in and text out ({@code src/test/resources/raft/scripts}).
 *
 * <pre>
 *   # what this shows
 *   > timeout a            a command
 *     a -> b  PreVote ...  what came of it
 * </pre>
 *
 * <p>After an intended change of behaviour, run the test with {@code -Drewrite=true}, then read the
 * difference.
 */
package conclave.raft.script;
