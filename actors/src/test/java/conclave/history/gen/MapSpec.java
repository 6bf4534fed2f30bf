package conclave.history.gen;

import conclave.history.model.MapCall;
import conclave.history.model.MapCall.CompareAndSet;
import conclave.history.model.MapCall.Delete;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.history.model.MapResult.Changed;
import conclave.history.model.MapResult.Found;
import conclave.history.model.MapResult.Mismatch;
import conclave.history.model.MapResult.Missing;
import java.util.List;

/** The replicated map, a key at a time. */
public final class MapSpec implements Spec<MapSpec.Entry, MapCall, MapResult> {

  /**
   * A key.
   *
   * @param value null when absent
   * @param version of the last change
   */
  public record Entry(String value, long version) {

    long visible() {
      return value == null ? 0 : version;
    }
  }

  @Override
  public Entry initial() {
    return new Entry(null, 0);
  }

  @Override
  public Object part(MapCall call) {
    return call.key();
  }

  @Override
  public List<Step<Entry, MapResult>> steps(Entry now, MapCall call, Numbers numbers) {
    if (call instanceof Get) {
      return now.value() == null
          ? List.of(new Step<>(new Missing(), now))
          : List.of(new Step<>(new Found(now.value(), now.version()), now));
    }
    if (call instanceof Put put) {
      return change(now, put.value(), numbers);
    }
    if (call instanceof CompareAndSet set) {
      return now.visible() == set.expected()
          ? change(now, set.value(), numbers)
          : List.of(new Step<>(new Mismatch(now.visible()), now));
    }
    return delete(now, (Delete) call, numbers);
  }

  private static List<Step<Entry, MapResult>> delete(Entry now, Delete call, Numbers numbers) {
    boolean matches = call.expected() == MapCall.ANYTHING || call.expected() == now.visible();
    if (now.value() == null) {
      return call.expected() == MapCall.ANYTHING
          ? List.of(new Step<>(new Missing(), now))
          : List.of(new Step<>(new Missing(), now), new Step<>(new Mismatch(0), now));
    }
    return matches
        ? change(now, null, numbers)
        : List.of(new Step<>(new Mismatch(now.visible()), now));
  }

  private static List<Step<Entry, MapResult>> change(Entry now, String value, Numbers numbers) {
    return numbers
        .above(now.version())
        .mapToObj(n -> new Step<Entry, MapResult>(new Changed(n), new Entry(value, n)))
        .toList();
  }
}
