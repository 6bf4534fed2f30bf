package conclave.multijvm.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All processes that this JVM started. They are killed when it ends in an orderly way or by a
 * signal; when it is killed, they see the end of their standard input.
 */
final class Children {

  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Children::killAll, "multijvm-stop"));
  }

  private Children() {}

  static void add(Process child) {
    ALIVE.add(child);
    child.onExit().thenAccept(ALIVE::remove);
  }

  private static void killAll() {
    ALIVE.forEach(Process::destroyForcibly);
  }
}
