package conclave.multijvm.scenario.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory of a fixed size, which only root may mount. */
final class SmallDisk implements AutoCloseable {

  private static final byte[] BLOCK = new byte[64 << 10];

  private final Path root;

  private SmallDisk(Path root) {
    this.root = root;
  }

  /** Mounts one; fails with what the system says against it. */
  static SmallDisk mount(Path root, int megabytes) throws IOException {
    Files.createDirectories(root);
    run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", root.toString()));
    return new SmallDisk(root);
  }

  Path root() {
    return root;
  }

  /** Takes all the space there is; returns the bytes it took. */
  long fill() {
    long taken = 0;
    try (OutputStream file = Files.newOutputStream(filler())) {
      while (true) {
        file.write(BLOCK);
        taken += BLOCK.length;
      }
    } catch (IOException full) {
      if (free() >= BLOCK.length) {
        throw new UncheckedIOException("filling " + root, full);
      }
    }
    return taken;
  }

  /** Gives the space back. */
  void empty() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long free() {
    return root.toFile().getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    run(List.of("umount", root.toString()));
  }

  private Path filler() {
    return root.resolve("filler");
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = String.join(" ", process.inputReader().lines().toList());
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException("%s ended with %d: %s".formatted(command.get(0), status, said));
    }
  }
}
