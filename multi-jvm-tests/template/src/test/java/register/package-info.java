/**
 * The scenario over three JVMs.
 *
 * <pre>
 *   RegisterTest ── JvmCluster ── n1, n2, n3 in JVMs of their own, each with a RegisterNode
 * </pre>
 */
package register;
