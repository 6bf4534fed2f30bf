/**
 * The demonstration: a cluster of child JVMs on this machine, and a story told in steps. Whatever
 * ends it (the last step, a failure, Ctrl-C, SIGTERM, SIGKILL), no child stays behind: the first
 * four through {@code close}, the last through the pipe on each child's standard input.
 *
 * <pre>
 *   Demo ── Children ── NodeProcess n1, n2, n3     java ... conclave node --stop-with-stdin
 *    └ steps, each over HTTP:
 *      start · members · write and read · fill · kill the leader · fail-over · nothing lost · members
 * </pre>
 */
package conclave.cli.demo;
