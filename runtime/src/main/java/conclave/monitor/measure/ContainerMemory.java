package conclave.monitor.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory of the control group that this process is in, versions 1 and 2: beyond its limit the
 * kernel kills. Of the groups above it, that with the lowest limit counts.
 */
final class ContainerMemory {

  /**
   * The figures of the group that limits.
   *
   * @param used bytes, without those of files that the kernel can drop at once
   * @param max the limit in bytes
   */
  record Use(long used, long max) {}

  /** The names of one version of control groups. */
  private record Names(String mount, String max, String used, String droppable) {}

  private static final Names V1 =
      new Names(
          "sys/fs/cgroup/memory",
          "memory.limit_in_bytes",
          "memory.usage_in_bytes",
          "total_inactive_file");
  private static final Names V2 =
      new Names("sys/fs/cgroup", "memory.max", "memory.current", "inactive_file");

  /** Version 1 says "none" by the largest number of pages. */
  private static final long NO_LIMIT = 1L << 60;

  private final Path root;

  /**
   * @param root {@code /}
   */
  ContainerMemory(Path root) {
    this.root = root;
  }

  /** Empty where no limit is set, or where there are no control groups. */
  Optional<Use> read() {
    try {
      for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
        String[] parts = line.split(":", 3);
        if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
          return lowest(V1, parts[2]);
        }
      }
      return unified();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // no such kernel, or files we cannot read: there is nothing to tell
    }
  }

  private Optional<Use> unified() throws IOException {
    for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
      if (line.startsWith("0::")) {
        return lowest(V2, line.substring(3));
      }
    }
    return Optional.empty();
  }

  /** A container may see its own group as the root of the mount, whatever path it was told. */
  private Optional<Use> lowest(Names names, String path) throws IOException {
    Path mount = root.resolve(names.mount());
    Path own = mount.resolve(path.replaceFirst("^/+", "")).normalize();
    List<Path> groups =
        Stream.iterate(own, group -> group.startsWith(mount), Path::getParent).toList();
    Stream.Builder<Use> limited = Stream.builder();
    for (Path group : groups) {
      use(names, group).ifPresent(limited);
    }
    return limited.build().min(Comparator.comparingLong(Use::max));
  }

  private static Optional<Use> use(Names names, Path group) throws IOException {
    Path limit = group.resolve(names.max());
    if (!Files.isReadable(limit)) {
      return Optional.empty();
    }
    String text = Files.readString(limit).strip();
    long max = text.equals("max") ? NO_LIMIT : Long.parseLong(text);
    if (max >= NO_LIMIT) {
      return Optional.empty();
    }
    long all = Long.parseLong(Files.readString(group.resolve(names.used())).strip());
    return Optional.of(new Use(Math.max(0, all - droppable(names, group)), max));
  }

  private static long droppable(Names names, Path group) throws IOException {
    for (String line : Files.readAllLines(group.resolve("memory.stat"))) {
      if (line.startsWith(names.droppable() + " ")) {
        return Long.parseLong(line.substring(names.droppable().length() + 1).strip());
      }
    }
    return 0;
  }
}
