/**
 * The replicated map as a pure state machine: map name and key to version and value.
 *
 * <pre>
 *   MapCommand  Put(map, key, value, condition)   -> Written(version)  Mismatch(version)  Full
 *               Delete(map, key, condition)       -> Deleted(version)  Mismatch(version)  NotFound
 *   MapQuery    Get(map, key)                     -> Found(version, value)  NotFound
 *               Keys(map, after, limit)           -> Keys(keys, more)
 *               Size(map)                         -> Size(entries)
 *               bytes that are none of these      -> Malformed
 *
 *   one counter for the whole machine: 1, 2, 3 ... each Put or Delete that changes something
 * </pre>
 *
 * <p>The classes are public for the facade in conclave.map and for the HTTP layer; applications use
 * the facade.
 */
package conclave.map.table;
