/**
 * Which cluster came of which by a recovery by force, told by their ids alone.
 *
 * <pre>
 *   0f3c5a... --recovered--> 0f3c5a...+1-9ab3c4d5... --recovered--> 0f3c5a...+2-77aa01c2...
 *       |                          |
 *       `-- whoever stayed behind is told why it is refused --' (conclave.node.formation)
 * </pre>
 */
package conclave.node.lineage;
