package conclave.map.table;

/** What a key has: the bytes, which nobody changes, and the version of the write. */
record Versioned(long version, byte[] value) {}
