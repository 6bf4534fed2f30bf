package conclave.house.golden;

import conclave.house.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All golden bytes of the checkout, by the path of their file and their name in it. */
final class GoldenFiles {

  private static final HexFormat HEX = HexFormat.of();

  private final Map<String, Map<String, byte[]>> files = new TreeMap<>();

  GoldenFiles() {
    Repository here = Repository.here();
    for (Path file : here.files()) {
      String path = file.toString().replace('\\', '/');
      if (path.matches("\\w+/src/test/resources/(wire|disk)/v\\d+/.*\\.(txt|hex)")) {
        files.put(path, path.endsWith(".hex") ? hex(here.read(file)) : lines(here.read(file)));
      }
    }
  }

  private static Map<String, byte[]> hex(String text) {
    String digits =
        text.lines().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining());
    return Map.of("-", HEX.parseHex(digits));
  }

  private static Map<String, byte[]> lines(String text) {
    Map<String, byte[]> named = new LinkedHashMap<>();
    text.lines()
        .map(line -> line.split(" "))
        .forEach(parts -> named.put(parts[0], HEX.parseHex(parts[1])));
    return named;
  }

  /** The bytes of that name; null where there are none. */
  byte[] bytes(String path, String name) {
    return files.getOrDefault(path, Map.of()).get(name);
  }

  /** All bytes in files of that name, or of such a name, in whichever folder of versions. */
  List<byte[]> in(String... names) {
    List<byte[]> found = new ArrayList<>();
    files.forEach(
        (path, named) -> {
          String file = path.substring(path.lastIndexOf('/') + 1);
          if (Arrays.stream(names).anyMatch(file::matches)) {
            found.addAll(named.values());
          }
        });
    return found;
  }

  int count() {
    return files.values().stream().mapToInt(Map::size).sum();
  }
}
