/**
 * An ActorSystem in virtual time, on one thread: Akka as it is, with an executor, a scheduler and
 * mailboxes that belong to a {@link conclave.sim.Simulation}.
 *
 * <pre>
 *   actors --tell--&gt; TappedMailbox --execute--&gt; VirtualProcess --after--&gt; Simulation
 *      |                  `-- shows what is taken                     |  the seed says what is next
 *      `--timers--&gt; VirtualScheduler --after----------------------&gt;-'
 *
 *   SeededThread  the one thread, on which ThreadLocalRandom has a seed too
 *   LogWatch      what supervision caught, since a bug would hide there
 * </pre>
 */
package conclave.sim.actor.system;
