package conclave.http;

/**
 * Names one entry of a replicated map.
 *
 * @param map the map's name
 * @param key within the map
 */
public record EntryKey(String map, String key) {}
