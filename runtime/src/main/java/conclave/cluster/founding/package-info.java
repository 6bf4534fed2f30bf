/**
 * What one ActorSystem does about the Akka cluster, as a pure role: the roll, ticks and what other
 * runs say go in, effects come out; no clock, no actor, no Akka.
 *
 * <pre>
 *   UNKNOWN --Start is in the roll--> FREE: knocks at all runs that stand, each tick
 *      FREE --one of them is in, and says so----> Join(g) proposed -.
 *      FREE --nobody stands--------------------> Claim(g) proposed |   a stale view is refused
 *      FREE --nobody answers for long-> Doubt, then Claim ---------|
 *                                                                  v
 *      BOUND to a generation, by an entry --founder--> joins itself, once
 *                                         --else----> joins those who are in, again and again
 *      BOUND --the log has another generation, or nobody lets it in--> START AFRESH, as another run
 * </pre>
 *
 * <p>An entry comes before each step in Akka ("write ahead"), so that the runs which stand in a
 * generation are at least all members of its Akka cluster. The classes are public for the actor in
 * {@code conclave.cluster}.
 */
package conclave.cluster.founding;
