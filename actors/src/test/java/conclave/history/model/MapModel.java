package conclave.history.model;

import conclave.history.Model;
import conclave.history.model.MapCall.CompareAndSet;
import conclave.history.model.MapCall.Delete;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapModel.Slot;
import conclave.history.model.MapResult.Changed;
import conclave.history.model.MapResult.Found;
import conclave.history.model.MapResult.Mismatch;
import conclave.history.model.MapResult.Missing;
import java.util.Objects;
import java.util.Optional;

/**
 * The replicated map, a partition for each key of each map. Versions grow with every change of a
 * key, deletes included, and never start again; a read returns the version of the last change.
 *
 * <p>A change without an answer gets a version that nobody has seen ({@link Serial}). A later
 * operation that shows it makes it known: a get, a mismatch, or a compare-and-set that succeeds
 * because its expected version was that one. An unanswered compare-and-set that expects version n
 * where the version is unseen is taken to have matched, and n was the version; had it not matched,
 * it changed nothing and can be left out of the explanation.
 */
public final class MapModel implements Model<Slot, MapCall, MapResult> {

  /**
   * What is known of a key.
   *
   * @param value null when absent
   * @param last the version of the last change; of an absent key, of the change that removed it
   */
  public record Slot(String value, Serial last) {

    boolean absent() {
      return value == null;
    }

    /** This slot, now that its version was seen; empty when it cannot be that version. */
    Optional<Slot> at(long version) {
      return !absent() && last.mayBe(version)
          ? Optional.of(new Slot(value, Serial.of(version)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return absent() ? "absent since version " + last : "'" + value + "' at version " + last;
    }
  }

  private static final Slot UNTOUCHED = new Slot(null, Serial.NONE);

  @Override
  public Slot initial() {
    return UNTOUCHED;
  }

  @Override
  public Object partition(MapCall call) {
    return call.key();
  }

  @Override
  public boolean readOnly(MapCall call) {
    return call instanceof Get;
  }

  @Override
  public Optional<Slot> answered(Slot now, MapCall call, MapResult result) {
    if (result instanceof Changed changed) {
      return matching(now, call)
          .filter(before -> before.last().mayPrecede(changed.version()))
          .map(before -> new Slot(written(call), Serial.of(changed.version())));
    }
    if (result instanceof Mismatch mismatch) {
      return mismatching(now, call, mismatch.actual());
    }
    if (result instanceof Found found) {
      boolean right = call instanceof Get && found.value().equals(now.value());
      return right ? now.at(found.version()) : Optional.empty();
    }
    boolean right = result instanceof Missing && (call instanceof Get || call instanceof Delete);
    return right && now.absent() ? Optional.of(now) : Optional.empty();
  }

  @Override
  public Optional<Slot> unanswered(Slot now, MapCall call) {
    return matching(now, call).map(before -> new Slot(written(call), before.last().unseenNext()));
  }

  @Override
  public boolean covers(Slot state, Slot other) {
    // Of an absent key only the least next version matters.
    return Objects.equals(state.value, other.value)
        && (state.absent()
            ? state.last.least() <= other.last.least()
            : state.last.covers(other.last));
  }

  /** The slot as it must have been for the call to change it; empty when it cannot. */
  private static Optional<Slot> matching(Slot now, MapCall call) {
    if (call instanceof Put) {
      return Optional.of(now);
    }
    if (call instanceof CompareAndSet set && set.expected() == MapCall.ABSENT) {
      return now.absent() ? Optional.of(now) : Optional.empty();
    }
    if (call instanceof CompareAndSet set) {
      return now.at(set.expected());
    }
    if (call instanceof Delete delete && !now.absent()) {
      return delete.expected() == MapCall.ANYTHING ? Optional.of(now) : now.at(delete.expected());
    }
    return Optional.empty();
  }

  private static Optional<Slot> mismatching(Slot now, MapCall call, long actual) {
    if (expected(call) == MapCall.ANYTHING || expected(call) == actual) {
      return Optional.empty();
    }
    if (actual == MapCall.ABSENT) {
      return now.absent() ? Optional.of(now) : Optional.empty();
    }
    return now.at(actual);
  }

  private static long expected(MapCall call) {
    if (call instanceof CompareAndSet set) {
      return set.expected();
    }
    return call instanceof Delete delete ? delete.expected() : MapCall.ANYTHING;
  }

  private static String written(MapCall call) {
    if (call instanceof Put put) {
      return put.value();
    }
    return call instanceof CompareAndSet set ? set.value() : null;
  }
}
