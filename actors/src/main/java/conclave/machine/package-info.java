/**
 * From a log to results: deterministic machines, and sessions that make a retried command happen
 * once. Pure: no clock, no thread, no I/O but the streams that are passed in.
 *
 * <pre>
 *   Entry(index, term, COMMAND, payload)
 *      | Command.decode ---- garbage ------------------------------------> MALFORMED
 *      v
 *   Sessions  unknown: EXPIRED   given up: FORGOTTEN   too far ahead: WINDOW_FULL
 *      |      seen before: the first result again
 *      v new
 *   KeyTable, for a command with an idempotency key
 *      |      kept under it: that answer again     used for another: KEY_USED     full: KEYS_FULL
 *      v new
 *   StateMachine(name).apply(index, payload) --- remembered under (session, sequence) --> Ok(reply)
 *
 *   Machines = position + Sessions + { name: StateMachine }  --save/load-->  one stream with a CRC
 * </pre>
 *
 * <p>A client numbers its commands from 1, may have a window of them under way, and says with each
 * below which number it needs no result any more. That number also seals the fate of commands it
 * has given up: a straggler below it is refused for ever.
 */
package conclave.machine;
