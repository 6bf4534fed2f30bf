package conclave.node.formation;

import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What two nodes must agree on before a word of theirs counts: the protocol and the settings that
 * decide what bytes mean.
 *
 * @param oldestProtocol the oldest version of the protocol that the node still speaks
 * @param newestProtocol the newest one
 * @param settings key paths with the values that must be the same on every node
 */
public record Terms(int oldestProtocol, int newestProtocol, SortedMap<String, String> settings) {

  public Terms {
    if (oldestProtocol < 1 || newestProtocol < oldestProtocol) {
      throw new IllegalArgumentException(
          "no such range of protocol versions: " + oldestProtocol + " to " + newestProtocol);
    }
    settings = new TreeMap<>(settings);
  }

  /** The same of a node that promised to speak no less than that version. */
  public Terms from(ProtocolVersion promised) {
    return new Terms(
        Math.max(oldestProtocol, promised.number()),
        Math.max(newestProtocol, promised.number()),
        settings);
  }

  Spoken spoken() {
    return new Spoken(oldestProtocol, newestProtocol);
  }

  /** Why these terms and those cannot meet, in half a sentence; empty when they can. */
  Optional<String> conflict(Terms theirs) {
    if (oldestProtocol > theirs.newestProtocol || theirs.oldestProtocol > newestProtocol) {
      return Optional.of(
          "it speaks protocol versions %d to %d, this node %d to %d"
              .formatted(
                  theirs.oldestProtocol, theirs.newestProtocol, oldestProtocol, newestProtocol));
    }
    for (Map.Entry<String, String> mine : settings.entrySet()) {
      String other = theirs.settings.get(mine.getKey());
      if (!mine.getValue().equals(other)) {
        return Optional.of(
            "its setting %s is %s, here it is %s"
                .formatted(mine.getKey(), other == null ? "missing" : other, mine.getValue()));
      }
    }
    return theirs.settings.keySet().stream()
        .filter(key -> !settings.containsKey(key))
        .findFirst()
        .map(key -> "it has the setting %s, which this node does not know".formatted(key));
  }
}
