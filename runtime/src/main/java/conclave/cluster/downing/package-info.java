/**
 * Who is out of the Akka cluster, as a pure role: what Akka cannot reach and what the log has go
 * in, effects come out; no clock, no actor, no Akka.
 *
 * <pre>
 *   nobody absent --Akka: somebody cannot reach X--> the log is read at each look:
 *
 *     X does not stand------------------------------> DOWN X: it is over for certain
 *     X stands, and no doubt-------------------------> Doubt(X);   X lives and reaches the log: Join
 *     X stands, its doubt unanswered for long--------> GiveUp(X);  the next look finds it over
 *     this run does not stand------------------------> START AFRESH
 *     no answer of the log for long------------------> START AFRESH: others may have given this run up
 *
 *   X stands, and is no member for long: Doubt(X), then GiveUp(X), so that its seat is free
 * </pre>
 *
 * <p>That Akka cannot reach a member is a hint to ask; the log judges. So a link between two
 * members that stays cut costs neither of them anything, as long as both reach the log. The classes
 * are public for the actor in {@code conclave.cluster.internal}.
 */
package conclave.cluster.downing;
