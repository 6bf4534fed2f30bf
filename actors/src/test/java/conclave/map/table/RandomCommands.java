package conclave.map.table;

import java.util.Random;

/** Commands on few maps and keys, so that they meet; versions are guessed near the true ones. */
final class RandomCommands {
  private final Random random;
  private final int keys;
  private int made;

  RandomCommands(Random random, int keys) {
    this.random = random;
    this.keys = keys;
  }

  MapCommand next() {
    made++;
    String map = "map" + random.nextInt(3);
    String key = "key" + random.nextInt(keys);
    if (random.nextInt(3) == 0) {
      return new MapCommand.Delete(map, key, condition());
    }
    byte[] value = new byte[random.nextInt(200)];
    random.nextBytes(value);
    return new MapCommand.Put(map, key, value, condition());
  }

  private Condition condition() {
    return switch (random.nextInt(4)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.version(1 + random.nextInt(made));
      default -> Condition.ANY;
    };
  }
}
