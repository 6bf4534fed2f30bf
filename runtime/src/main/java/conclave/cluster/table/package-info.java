/**
 * Which ActorSystems make up the Akka cluster, as a pure machine on the log of {@code control}: so
 * that it is founded once, and a second one is never formed beside it.
 *
 * <pre>
 *   Start(run, after)       a node has another ActorSystem: the run that it had before is over
 *   Join(g, run)            before the run joins the Akka cluster of generation g; takes a doubt back
 *   Doubt(g, runs)          somebody hears nobody of generation g: whoever lives joins again
 *   Claim(g, run, doubted)  the run founds generation g + 1
 *   GiveUp(g, by, doubted)  those left their doubt unanswered: generation g goes on without them
 *
 *   generation 0: nobody --Claim(0)--> 1: founder, runs --all are over, or were doubted and
 *                                                         did not speak up--Claim(1)--> 2: ...
 * </pre>
 *
 * <p>A run <em>stands</em> in the present generation from its Join on, until another run of its
 * node starts or it is given up. A claim names every run that stands, each with the doubt that it
 * left unanswered; if it misses one, or one spoke up, it is refused. Whoever stands may give others
 * up, each by the doubt that it did not answer. No clock is in here: how long a doubt must stand
 * unanswered is up to who claims ({@code conclave.cluster.founding}) or gives up ({@code
 * conclave.cluster.downing}).
 */
package conclave.cluster.table;
