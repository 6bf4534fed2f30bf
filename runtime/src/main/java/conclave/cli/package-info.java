/**
 * The {@code conclave} command. Wrong use gets one line on standard error and exit status 2, a
 * failure gets one line and 1; nobody ever sees a stack trace.
 *
 * <pre>
 *   Conclave ─ node     one node in the foreground, through conclave.node
 *            ├ status   tables from the HTTP API of any node
 *            └ demo     a cluster of child JVMs, one of which is killed (conclave.cli.demo)
 * </pre>
 */
package conclave.cli;
