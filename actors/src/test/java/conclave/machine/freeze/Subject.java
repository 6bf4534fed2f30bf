package conclave.machine.freeze;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A map that can be frozen, rightly or wrongly. */
interface Subject {

  void put(int key, String value);

  void remove(int key);

  /** What it holds now, to be read later. */
  Iterable<Map.Entry<Integer, String>> freeze();

  /** What it holds now, to be read at once. */
  List<String> content();

  static List<String> content(Iterable<Map.Entry<Integer, String>> entries) {
    List<String> content = new ArrayList<>();
    entries.forEach(entry -> content.add(entry.getKey() + "=" + entry.getValue()));
    return content;
  }

  /** The one of the product. */
  final class Product implements Subject {
    final FreezableMap<Integer, String> map = FreezableMap.sorted();

    @Override
    public void put(int key, String value) {
      map.put(key, value);
    }

    @Override
    public void remove(int key) {
      map.remove(key);
    }

    @Override
    public Iterable<Map.Entry<Integer, String>> freeze() {
      return map.freeze();
    }

    @Override
    public List<String> content() {
      return Subject.content(map.view());
    }
  }

  /** Says again what a frozen map is, with a copy of everything. */
  final class Model extends Copies {
    @Override
    public Iterable<Map.Entry<Integer, String>> freeze() {
      return new TreeMap<>(map).entrySet();
    }
  }

  /** Planted: shows what was written later. */
  final class SeesLaterWrites extends Copies {
    @Override
    public Iterable<Map.Entry<Integer, String>> freeze() {
      return map.entrySet();
    }
  }

  /** Planted: a frozen base with an overlay that has no word for what was removed. */
  final class ForgetsRemovals extends Copies {
    private final Map<Integer, String> base = new HashMap<>();

    @Override
    public void remove(int key) {
      map.remove(key);
      if (base.containsKey(key)) {
        map.put(key, base.get(key));
      }
    }

    @Override
    public Iterable<Map.Entry<Integer, String>> freeze() {
      base.clear();
      base.putAll(map);
      return new TreeMap<>(map).entrySet();
    }
  }

  /** Planted: new keys are kept away from what is frozen, new values of old keys are not. */
  final class SharesValues extends Copies {
    private final List<TreeMap<Integer, String>> frozen = new ArrayList<>();

    @Override
    public void put(int key, String value) {
      super.put(key, value);
      frozen.forEach(copy -> copy.replace(key, value));
    }

    @Override
    public Iterable<Map.Entry<Integer, String>> freeze() {
      TreeMap<Integer, String> copy = new TreeMap<>(map);
      frozen.add(copy);
      return copy.entrySet();
    }
  }

  /** A tree of the JDK. */
  abstract class Copies implements Subject {
    final TreeMap<Integer, String> map = new TreeMap<>();

    @Override
    public void put(int key, String value) {
      map.put(key, value);
    }

    @Override
    public void remove(int key) {
      map.remove(key);
    }

    @Override
    public List<String> content() {
      return Subject.content(map.entrySet());
    }
  }
}
