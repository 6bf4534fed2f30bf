package conclave.history.model;

import conclave.history.Notation;
import conclave.history.Words;
import conclave.history.model.MapCall.CompareAndSet;
import conclave.history.model.MapCall.Delete;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult.Changed;
import conclave.history.model.MapResult.Found;
import conclave.history.model.MapResult.Mismatch;
import java.util.List;

/**
 * {@code get m k}, {@code put m k v}, {@code cas m k version v} (version 0: absent), {@code delete
 * m k [version]}; {@code version n}, {@code mismatch n}, {@code found v n}, {@code missing}.
 */
public final class MapNotation implements Notation<MapCall, MapResult> {

  @Override
  public String name() {
    return "map";
  }

  @Override
  public List<String> writeCall(MapCall call) {
    String map = call.key().map();
    String name = call.key().name();
    if (call instanceof Put put) {
      return List.of("put", map, name, put.value());
    }
    if (call instanceof CompareAndSet set) {
      return List.of("cas", map, name, Long.toString(set.expected()), set.value());
    }
    if (call instanceof Delete delete) {
      return delete.expected() == MapCall.ANYTHING
          ? List.of("delete", map, name)
          : List.of("delete", map, name, Long.toString(delete.expected()));
    }
    return List.of("get", map, name);
  }

  @Override
  public MapCall readCall(Words words) {
    String verb = words.next();
    Key key = new Key(words.next(), words.next());
    return switch (verb) {
      case "get" -> new Get(key);
      case "put" -> new Put(key, words.next());
      case "cas" -> new CompareAndSet(key, words.number(), words.next());
      case "delete" -> words.more() ? new Delete(key, words.number()) : new Delete(key);
      default -> throw words.malformed("a map cannot be asked to " + verb);
    };
  }

  @Override
  public List<String> writeResult(MapResult result) {
    if (result instanceof Changed changed) {
      return List.of("version", Long.toString(changed.version()));
    }
    if (result instanceof Mismatch mismatch) {
      return List.of("mismatch", Long.toString(mismatch.actual()));
    }
    if (result instanceof Found found) {
      return List.of("found", found.value(), Long.toString(found.version()));
    }
    return List.of("missing");
  }

  @Override
  public MapResult readResult(Words words) {
    String word = words.next();
    return switch (word) {
      case "version" -> new Changed(words.number());
      case "mismatch" -> new Mismatch(words.number());
      case "found" -> new Found(words.next(), words.number());
      case "missing" -> new MapResult.Missing();
      default -> throw words.malformed("a map does not answer " + word);
    };
  }
}
