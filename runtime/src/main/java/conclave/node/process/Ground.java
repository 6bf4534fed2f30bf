package conclave.node.process;

import conclave.journal.JournalException;
import conclave.journal.disk.Disk;
import conclave.journal.disk.LocalDisk;
import conclave.journal.disk.MemoryDisk;
import conclave.journal.disk.SyncTimes;
import conclave.journal.disk.TimedDisk;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.NodeSettings;
import conclave.protocol.ProtocolVersion;
import conclave.replica.journal.JournalThread;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** What a node stands on: its directory and the journal there, open. Blocks while it is opened. */
record Ground(DataDirectory directory, SyncTimes syncs, JournalThread journal) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Opens both, or leaves nothing open.
   *
   * @throws CannotStart when the directory cannot be used
   */
  static Ground open(NodeSettings settings, RandomGenerator random, LongSupplier nanoClock) {
    DataDirectory directory = DataDirectory.open(settings.dataDir(), settings.name(), random);
    SyncTimes syncs = new SyncTimes(nanoClock);
    try {
      directory.begin(settings.forgets());
      requireSpoken(directory, settings.newestProtocol());
      requirePast(settings, directory);
      Disk disk = new TimedDisk(disk(settings, directory), syncs);
      return new Ground(directory, syncs, JournalThread.open(disk, settings.journal()));
    } catch (JournalException | IOException e) {
      throw letGo(directory, new CannotStart("cannot open the journal: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      throw letGo(directory, e);
    }
  }

  /** Others rely on what the node promised in its former lives. */
  private static void requireSpoken(DataDirectory directory, ProtocolVersion newest) {
    if (newest.compareTo(directory.promised()) < 0) {
      throw new CannotStart(
          "node %s promised its cluster to speak protocol version %s or newer, and would speak %s to %s: start a later release, or raise conclave.node.newest-protocol"
              .formatted(
                  directory.self().name(), directory.promised(), ProtocolVersion.OLDEST, newest));
    }
  }

  private static Disk disk(NodeSettings settings, DataDirectory directory) throws IOException {
    if (settings.forgets()) {
      return new MemoryDisk("memory of " + directory.self());
    }
    Disk disk = LocalDisk.at(directory.journal());
    requireMemory(directory, disk);
    return disk;
  }

  private static void requirePast(NodeSettings settings, DataDirectory directory) {
    if (settings.newCluster() && directory.former().isEmpty()) {
      throw new CannotStart(
          "node %s was in no cluster, so there is none to make a new one of: leave --new-cluster out"
              .formatted(directory.self().name()));
    }
  }

  /**
   * The journal is begun before a cluster is formed. Where a member has none, it was lost, and with
   * it what the node promised under its name (law L9).
   */
  private static void requireMemory(DataDirectory directory, Disk disk) throws IOException {
    boolean none = disk.list().stream().noneMatch(file -> file.endsWith(".seg"));
    if (none && directory.membership().isPresent()) {
      throw new CannotStart(
          "the journal in %s is gone, but node %s is a member of cluster %s and may have voted: start it on an empty directory"
              .formatted(
                  directory.journal(),
                  directory.self().name(),
                  directory.membership().get().clusterId()));
    }
  }

  /**
   * Closes both, the last first: nobody uses them yet.
   *
   * @param why is told what fails here too
   * @return the same
   */
  RuntimeException close(RuntimeException why) {
    try {
      journal
          .close()
          .toCompletableFuture()
          .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      why.addSuppressed(e);
      return why; // somebody may still write there
    }
    return letGo(directory, why);
  }

  private static RuntimeException letGo(DataDirectory directory, RuntimeException why) {
    try {
      directory.close();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    return why;
  }
}
