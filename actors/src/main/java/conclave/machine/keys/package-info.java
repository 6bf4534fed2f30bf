/**
 * Idempotency keys: a request that was answered once is answered the same again, whoever asks.
 *
 * <pre>
 *   request --Digest--> IdempotencyKey(name, fingerprint)
 *      |                     |  in an ExecuteOnce
 *      v                     v
 *   unknown name: applied --reply that settles it--> kept under the name
 *   same name, same fingerprint ------------------> the kept reply; no machine sees the command
 *   same name, another fingerprint ---------------> KEY_USED
 *   unknown name, table full ---------------------> KEYS_FULL; nothing is dropped for it
 *
 *   KeyRetention, while its node leads: what was kept up to an entry is old enough
 *      `--> ForgetKeys(upTo), an entry as others
 * </pre>
 *
 * <p>Sessions make a command happen once for a client that lives; keys do so for one that died and
 * whose successor asks again through another node. The table itself is {@link
 * conclave.machine.KeyTable}. Pure, like all of {@code conclave.machine}.
 */
package conclave.machine.keys;
