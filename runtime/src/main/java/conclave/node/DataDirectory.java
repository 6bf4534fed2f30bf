package conclave.node;

import conclave.node.formation.Membership;
import conclave.node.lineage.Lineage;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A node's directory on disk: who it is, and the journal beside it. One process at a time holds it.
 *
 * <p>The identity is written aside, synced, renamed over the old one, and the directory synced:
 * after any crash either the old or the new one is there, whole. Whatever cannot be used is refused
 * with a {@link CannotStart}; nothing is repaired by guessing, since a wrong incarnation could vote
 * twice.
 *
 * <p>Blocks for the time of a disk write. Thread-safe once it is open: writes come one after the
 * other.
 */
public final class DataDirectory implements AutoCloseable {

  static final String IDENTITY = "identity";
  private static final String ASIDE = "identity.new";
  static final String JOURNAL = "journal";

  /** The identity that a recovery by force gives once it is complete; until then nobody starts. */
  static final String RECOVERY = "identity.recovery";

  private final Path path;
  private final DirectoryLock lock;
  private volatile Identity identity;

  private DataDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the directory of the node of that name; makes it, with a new incarnation, when it is not
   * there.
   *
   * @param random draws the incarnation; must not repeat itself from one process to the next
   * @throws CannotStart when it is another node's, damaged, in use, or cannot be written
   */
  public static DataDirectory open(Path path, String name, RandomGenerator random) {
    try {
      Files.createDirectories(path);
      return opened(path, directory -> directory.readOrCreate(name, random));
    } catch (IOException e) {
      throw new CannotStart("cannot use the data directory %s: %s".formatted(path, reason(e)), e);
    }
  }

  /**
   * Opens a directory that exists, of whatever node, for a recovery by force: one that was begun
   * there and not finished is no hindrance.
   *
   * @throws CannotStart when it is no data directory, its identity is damaged, it is in use, or
   *     cannot be written
   */
  public static DataDirectory openToRecover(Path path) {
    DirectoryReport.requireData(path);
    try {
      return opened(path, DataDirectory::read);
    } catch (IOException e) {
      throw new CannotStart("cannot use the data directory %s: %s".formatted(path, reason(e)), e);
    }
  }

  private interface Reading {
    Identity of(DataDirectory directory) throws IOException;
  }

  private static DataDirectory opened(Path path, Reading reading) throws IOException {
    DataDirectory directory = new DataDirectory(path, lock(path));
    try {
      directory.identity = reading.of(directory);
      return directory;
    } catch (CannotStart | IOException e) {
      directory.close();
      throw e;
    }
  }

  /** The node that this directory is. */
  public NodeId self() {
    return identity.self();
  }

  /**
   * The cluster that this directory belongs to; empty until one is formed or joined, and for a node
   * without a log until this life of it has joined again.
   */
  public Optional<Membership> membership() {
    return identity.own();
  }

  /** The cluster that a former life of a node without a log was in, as it was then. */
  public Optional<Membership> former() {
    return identity.former();
  }

  /** Whether its node keeps no log on disk. */
  public boolean forgets() {
    return identity.forgets();
  }

  /** Where the members are that this directory knows, whether or not it is one of them now. */
  public Optional<Membership> lastKnown() {
    return identity.membership();
  }

  /**
   * Another life of a node that keeps no log begins: it has another name for others, durably before
   * anybody hears it, so that it can break no promise of a former one (law L9).
   *
   * @param memory whether the node keeps no log
   * @throws CannotStart when the directory is that of the other kind, or the disk refuses
   */
  public synchronized void begin(boolean memory) {
    requireKind(memory);
    if (memory) {
      replace(identity.nextLife());
    }
  }

  private void requireKind(boolean memory) {
    if (identity.forgets() != memory) {
      boolean untouched = identity.membership().isEmpty() && !Files.exists(journal());
      if (!memory || !untouched) {
        throw new CannotStart(
            memory
                ? "the data directory %s is that of a node with a log on disk: start it with --durability fsync, or on an empty directory"
                    .formatted(path)
                : "the data directory %s is that of a node without a log on disk: start it with --durability memory, or on an empty directory"
                    .formatted(path));
      }
      replace(identity.withoutALog());
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Where the journal's files are. */
  public Path journal() {
    return path.resolve(JOURNAL);
  }

  /**
   * Makes the membership durable; on return it survives a crash.
   *
   * @throws CannotStart when this directory already belongs to another cluster, or the disk refuses
   */
  public synchronized void remember(Membership membership) {
    identity
        .membership()
        .filter(former -> !isOfLine(former, membership))
        .ifPresent(
            former -> {
              throw new CannotStart(
                  "the data directory %s belongs to cluster %s and cannot join cluster %s"
                      .formatted(path, former.clusterId(), membership.clusterId()));
            });
    replace(identity.in(membership));
  }

  /** A node that remembers nothing may follow its cluster into one that was made of it. */
  private boolean isOfLine(Membership former, Membership next) {
    return former.clusterId().equals(next.clusterId())
        || identity.own().isEmpty()
            && Lineage.of(next.clusterId()).comesOf(Lineage.of(former.clusterId()));
  }

  /**
   * Makes it durable that the cluster removed this node: nobody starts on this directory again.
   *
   * @throws CannotStart when the disk refuses
   */
  public synchronized void rememberRemoval() {
    replace(identity.out());
  }

  /**
   * Makes it durable that this node never again speaks less than that protocol version: others rely
   * on it.
   *
   * @throws CannotStart when the disk refuses
   */
  public synchronized void promise(ProtocolVersion version) {
    replace(identity.promising(version));
  }

  /** The least protocol version that a node on this directory may speak. */
  public ProtocolVersion promised() {
    return identity.promised();
  }

  private void replace(Identity next) {
    try {
      write(next, IDENTITY);
    } catch (IOException e) {
      throw new CannotStart("cannot write %s: %s".formatted(path.resolve(IDENTITY), reason(e)), e);
    }
    identity = next;
  }

  /** The identity that it gets once the recovery by force that was begun here is complete. */
  public Optional<Identity> recovery() throws IOException {
    Path file = path.resolve(RECOVERY);
    return Files.exists(file) ? Optional.of(decode(file)) : Optional.empty();
  }

  /** From now on, over a crash too, no node starts here before {@link #endRecovery}. */
  public void beginRecovery(Identity next) throws IOException {
    write(next, RECOVERY);
  }

  /** The recovery is complete: in one step this directory is the node that it was begun for. */
  public void endRecovery() throws IOException {
    Identity next = decode(path.resolve(RECOVERY));
    rename(path.resolve(RECOVERY), path.resolve(IDENTITY));
    identity = next;
  }

  /** Lets another process have the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private Identity readOrCreate(String name, RandomGenerator random) throws IOException {
    Path file = path.resolve(IDENTITY);
    if (!Files.exists(file)) {
      refuseJournalWithoutIdentity();
      Identity fresh = new Identity(new NodeId(name, incarnation(random)), Optional.empty());
      write(fresh, IDENTITY);
      return fresh;
    }
    if (Files.exists(path.resolve(RECOVERY))) {
      throw new CannotStart(
          "a recovery by force of the data directory %s was begun and not finished: run it again"
              .formatted(path));
    }
    Identity found = decode(file);
    if (!found.self().name().equals(name)) {
      throw new CannotStart(
          "the data directory %s belongs to node %s, not to %s"
              .formatted(path, found.self().name(), name));
    }
    if (found.removed()) {
      throw new CannotStart(
          "node %s on the data directory %s was removed from cluster %s for good: start it on an empty directory to join anew"
              .formatted(
                  found.self(), path, found.membership().map(Membership::clusterId).orElse("")));
    }
    return found;
  }

  private Identity read() throws IOException {
    return decode(path.resolve(IDENTITY));
  }

  private static Identity decode(Path file) throws IOException {
    try {
      return IdentityFormat.decode(Files.readAllBytes(file));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new CannotStart(
          "the identity file %s is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** A journal whose identity is gone holds promises of a node that cannot be named any more. */
  private void refuseJournalWithoutIdentity() {
    if (Files.exists(journal())) {
      throw new CannotStart(
          "the data directory %s has a journal but no file named %s: restore it, or start on an empty directory as a new node"
              .formatted(path, IDENTITY));
    }
  }

  private static long incarnation(RandomGenerator random) {
    long drawn = random.nextLong();
    return drawn == 0 ? 1 : drawn;
  }

  private void write(Identity next, String name) throws IOException {
    Path aside = path.resolve(ASIDE);
    try (FileChannel file =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(IdentityFormat.encode(next));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    rename(aside, path.resolve(name));
  }

  /** In one step, durable on return. */
  private void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static DirectoryLock lock(Path path) throws IOException {
    return DirectoryLock.take(path)
        .orElseThrow(
            () ->
                new CannotStart(
                    "the data directory %s is in use by a running node".formatted(path)));
  }

  /** The JDK's file exceptions carry the path alone where the kind of failure is the class. */
  static String reason(IOException e) {
    return e.getClass().getSimpleName().replaceAll("Exception$", "") + ", " + e.getMessage();
  }
}
