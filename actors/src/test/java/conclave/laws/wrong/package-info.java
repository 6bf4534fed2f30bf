/**
 * Machines that go wrong, and bugs in how that is found out.
 *
 * <pre>
 *   Wrongs --hits--> SaltedMap of one node      the others must find it: DivergenceTest
 *   AuditPlant                                  the simulator must find these: PlantedBugsTest
 * </pre>
 */
package conclave.laws.wrong;
