package conclave.map.table;

import conclave.machine.wire.Encoder;
import conclave.machine.wire.Utf8;

/** What commands and queries share: a map's name and a key. */
final class Names {
  private Names() {}

  static void require(String map, String key) {
    requireMap(map);
    Utf8.requireLength("a key", key, 1, MapCommand.MAX_NAME_BYTES);
  }

  static void requireMap(String map) {
    Utf8.requireLength("a map's name", map, 1, MapCommand.MAX_NAME_BYTES);
  }

  static Encoder header(int kind, MapCommand command, int more) {
    int hint = more + command.map().length() + command.key().length() + 16;
    Encoder out = new Encoder(hint).u8(MapCommand.FORMAT).u8(kind);
    command.condition().encode(out);
    return out.text(command.map()).text(command.key());
  }
}
