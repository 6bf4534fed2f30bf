/**
 * Rules on byte code: who may know whom, and who may call what.
 *
 * <pre>
 *   MainClasses.of("actors", ...)  ->  Rules.on(classes)
 *     PureRules       roles, journal, machines, tables: no actor, clock, thread, chance, file
 *     ArrowRules      nothing points back
 *     ForbiddenCall   kinds of calls that take a decision away from the simulator
 *        minus Edges  the classes at the edge of the process, each with its reason
 * </pre>
 *
 * <p>The violations are planted as source, compiled by the JDK into the packages that the rules are
 * about, so that the rules are tested exactly as they are held.
 */
package conclave.house.arch;
