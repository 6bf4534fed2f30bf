/**
 * The build of an earlier commit and this one, in one cluster.
 *
 * <pre>
 *   git worktree of a revision --maven--> FormerBuild --class path--> NodeProcess, back and forth
 * </pre>
 */
package conclave.multijvm.scenario.upgrade;
