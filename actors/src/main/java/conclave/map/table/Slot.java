package conclave.map.table;

/** Where an entry stands: map by map, and in each by key. */
record Slot(String map, String key) implements Comparable<Slot> {

  @Override
  public int compareTo(Slot other) {
    int byMap = map.compareTo(other.map);
    return byMap != 0 ? byMap : key.compareTo(other.key);
  }
}
