/**
 * The objects whose histories we check, each as calls, results, a model and a notation.
 *
 * <pre>
 *   register   read, write, compare-and-set, append       recorded histories of others
 *   map        get, put, compare-and-set, delete          value and version of each key
 *   lock       acquire, renew, release, expire            holder and fencing token
 * </pre>
 *
 * Versions and tokens come from counters that others draw from too, so a model only knows that they
 * grow. Where nobody has seen the number that a change got, {@link conclave.history.model.Serial}
 * stands for all that are possible, and the first observation settles it.
 */
package conclave.history.model;
