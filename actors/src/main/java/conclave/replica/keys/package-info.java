/**
 * Forgets the answers that were kept under idempotency keys, once they are old enough.
 *
 * <pre>{@code
 * Replica --Feed.Leader--> KeyClock(group) --each tick, while this node leads--> what is kept?
 *                             |  KeyRetention                                        |
 *                             |  <-----------------KeyReply.View---------------------'
 *                             `--ForgetKeys(upTo)--> Gateway --> an entry of the log
 * }</pre>
 */
package conclave.replica.keys;
