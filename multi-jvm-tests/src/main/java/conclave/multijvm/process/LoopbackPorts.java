package conclave.multijvm.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Free ports of the loopback interface, from below the range that the kernel gives to outgoing
 * connections: while a node is down, no client may be given its port. Nor is one given to another
 * process of this user that takes ports here, until this process ends.
 */
public final class LoopbackPorts {

  /** Where all nodes listen. */
  public static final String HOST = "127.0.0.1";

  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;

  /** Processes side by side start at different places; within one, no port is given twice. */
  private static int next = FIRST + (int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST));

  /**
   * Whoever has locked the byte of a port has the port; the kernel unlocks what a process leaves.
   */
  private static final FileChannel TAKEN = open();

  private LoopbackPorts() {}

  private static FileChannel open() {
    Path file =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "conclave-multijvm-ports-" + System.getProperty("user.name"));
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("the ports that were taken stand in " + file, e);
    }
  }

  /** So many ports that nobody listens on now; none is given twice. */
  public static List<Integer> take(int count) {
    return take(count, next);
  }

  /** Those after that one first. */
  static synchronized List<Integer> take(int count, int after) {
    next = after;
    List<Integer> taken = new ArrayList<>();
    for (int tried = FIRST; tried < LAST && taken.size() < count; tried++) {
      next = next + 1 < LAST ? next + 1 : FIRST;
      if (free(next) && lock(next)) {
        taken.add(next);
      }
    }
    if (taken.size() < count) {
      throw new IllegalStateException(
          "no %d free ports of %s between %d and %d".formatted(count, HOST, FIRST, LAST));
    }
    return taken;
  }

  /** False where this process or another one has it. */
  private static boolean lock(int port) {
    try {
      return TAKEN.tryLock(port, 1, false) != null;
    } catch (OverlappingFileLockException mine) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("taking port " + port, e);
    }
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return true;
    } catch (IOException occupied) {
      return false;
    }
  }
}
