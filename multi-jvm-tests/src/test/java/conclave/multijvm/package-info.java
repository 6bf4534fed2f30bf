/**
 * The kit itself, on nodes that run a guardian without any service of ours.
 *
 * <pre>
 *   JvmClusterTest   calls, barriers, kill, pause, restart, wipe, replacement; one cluster for all
 *   AbandonedTest    no process is left behind by a test that dies
 *   TemplateIT       a project outside this tree, from the template and our artifacts alone
 * </pre>
 */
package conclave.multijvm;
