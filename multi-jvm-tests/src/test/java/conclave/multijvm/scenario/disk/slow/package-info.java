/**
 * A disk that takes its time, under a node that knows nothing of it: the JVM of the node has
 * another default file system, whose files are the real ones and whose syncs wait.
 *
 * <pre>
 *   -Djava.nio.file.spi.DefaultFileSystemProvider=SlowFiles
 *   the node ── Path, FileChannel ──&gt; SlowFiles, SlowPath ──&gt; the JDK's own
 *                 └ force ──&gt; SlowChannel: waits as long as the data directory's file says
 *   the test ── writes that file ──────────┘
 * </pre>
 */
package conclave.multijvm.scenario.disk.slow;
