/**
 * What stands between the nodes of a cluster and can be broken from outside: one relay per node,
 * which owns the address that the others know, and tells them apart by the address they come from.
 *
 * <pre>
 *   n1 (from 127.0.k.1) ──&gt; Gate of n2, 127.0.k.2:port ──&gt; n2 binds 127.0.0.1:port'
 *                           │ accepts
 *                           Link n1 &gt; n2    passes · delays · holds all back (hole) · cut · flaky
 *                           └─ Connection   a Pipe each way: pieces, each due at a time, in order
 *
 *   Links ── LinkSet: some of the directed links, broken and healed together
 *   Loop     the one thread that does all of it
 * </pre>
 *
 * Akka's remoting sends on a connection in one direction only, from who opened it; so a pair of
 * sender and receiver is a <em>directed</em> link. A connection belongs to the link of who opened
 * it, and whatever comes back on it shares its fate.
 *
 * <p>Every address of 127.0.0.0/8 must belong to the loopback interface, as it does on Linux.
 */
package conclave.multijvm.links;
