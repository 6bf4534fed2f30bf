package conclave.raft.log;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a replica's machines were after one entry, in a few bytes for each of their parts. Against
 * accidents, not against an adversary.
 *
 * @param at the entry
 * @param parts in the order of the snapshot, each name once
 */
public record Fingerprint(EntryId at, List<Part> parts) {

  /** More than any group has machines. */
  public static final int MAX_PARTS = 1_024;

  /**
   * @param name of a machine, or of what stands beside the machines
   * @param form the number of the format in which it was written: another build may write the same
   *     state in another one
   * @param hash of its bytes
   */
  public record Part(String name, int form, long hash) {

    private boolean comparesTo(Part other) {
      return name.equals(other.name) && form == other.form;
    }
  }

  public Fingerprint {
    parts = List.copyOf(parts);
    if (parts.size() > MAX_PARTS) {
      throw new IllegalArgumentException("a fingerprint of " + parts.size() + " parts");
    }
  }

  /** Whether the two say anything of each other: the same entry, the same parts and formats. */
  public boolean comparesTo(Fingerprint other) {
    boolean comparable = at.equals(other.at) && parts.size() == other.parts.size();
    for (int i = 0; comparable && i < parts.size(); i++) {
      comparable = parts.get(i).comparesTo(other.parts.get(i));
    }
    return comparable;
  }

  /** Whether the two prove that one of the replicas is wrong. */
  public boolean differsFrom(Fingerprint other) {
    return comparesTo(other) && !parts.equals(other.parts);
  }

  /** Which parts are others there, for people. */
  public String differences(Fingerprint other) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).equals(other.parts.get(i))) {
        names.add(parts.get(i).name());
      }
    }
    return names.stream().collect(Collectors.joining(", "));
  }
}
