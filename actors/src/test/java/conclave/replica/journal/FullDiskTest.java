package conclave.replica.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import conclave.journal.JournalSettings;
import conclave.journal.Write;
import conclave.journal.disk.LocalDisk;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.replica.kit.ClusterKit;
import conclave.sim.disk.DiskWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A disk that has no room for a while. */
class FullDiskTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final int SEGMENT = 64 << 10;

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** Has room for so many more segments, and counts who asks. */
  private static final class SmallDisk extends DiskWrapper {
    private final AtomicInteger room = new AtomicInteger(1);
    private final AtomicInteger refusals = new AtomicInteger();

    SmallDisk(Path folder) throws IOException {
      super(LocalDisk.at(folder));
    }

    @Override
    protected File wrap(File file) {
      return new FileWrapper(file) {
        @Override
        public void allocate(long length) throws IOException {
          if (room.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            refusals.incrementAndGet();
            throw new IOException("no space in this test");
          }
          super.allocate(length);
        }
      };
    }
  }

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(JournalThread.class);

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    LOG.setLevel(Level.INFO);
    LOG.addAppender(said);
  }

  @AfterEach
  void listenNoMore() {
    LOG.detachAppender(said);
    LOG.setLevel(null);
  }

  private boolean isSaid(String what) {
    return List.copyOf(said.list).stream()
        .anyMatch(event -> event.getFormattedMessage().contains(what));
  }

  @Test
  void damageIsNamedAtTheStartWithFileAndOffset() throws Exception {
    TestProbe<LogNotice> replica = KIT.createTestProbe(LogNotice.class);
    JournalSettings settings = JournalSettings.ofSegmentBytes(SEGMENT);
    JournalThread port = JournalThread.open(LocalDisk.at(folder), settings);
    port.submit(new LogWork.Open("p0", 1, replica.ref()));
    for (int i = 1; i <= 3; i++) {
      Entry entry = new Entry(new EntryId(1, i), Entry.Kind.COMMAND, new byte[100]);
      port.submit(new LogWork.Append(Write.of("p0", 1).with(List.of(entry)), i, replica.ref()));
    }
    port.close().toCompletableFuture().join();
    Path segment = folder.resolve("00000001.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[200] ^= 1;
    Files.write(segment, bytes);
    JournalThread.open(LocalDisk.at(folder), settings).close().toCompletableFuture().join();
    assertThat(isSaid(folder + " is damaged: 00000001.seg at offset 56: checksum does not match"))
        .isTrue();
  }

  @Test
  void aFullDiskIsTriedAgainThoughNobodyWrites() throws Exception {
    SmallDisk disk = new SmallDisk(folder);
    JournalThread port = JournalThread.open(disk, JournalSettings.ofSegmentBytes(SEGMENT));
    TestProbe<LogNotice> replica = KIT.createTestProbe(LogNotice.class);
    port.submit(new LogWork.Open("p0", 1, replica.ref()));
    replica.expectMessageClass(LogNotice.Opened.class);
    for (int i = 1; i <= 3; i++) {
      Entry entry = new Entry(new EntryId(1, i), Entry.Kind.COMMAND, new byte[SEGMENT / 8]);
      Write write = Write.of("p0", 1).with(List.of(entry));
      port.submit(new LogWork.Append(write, i, replica.ref()));
      replica.expectMessageClass(LogNotice.Persisted.class);
    }
    ClusterKit.await("a refusal", () -> !port.stats().noSpace().isEmpty());
    int first = disk.refusals.get();
    long free = port.stats().freeBytes();
    ClusterKit.await("further attempts", () -> disk.refusals.get() >= first + 2);
    disk.room.set(1);
    ClusterKit.await("the next segment", () -> port.stats().segments() == 2);
    ClusterKit.await("room again", () -> port.stats().freeBytes() > free);
    System.out.println("full disk: tried " + disk.refusals.get() + " times without a write");
    assertThat(port.stats().noSpace()).isEmpty();
    assertThat(isSaid("Commands are refused for want of space: no room for segment")).isTrue();
    ClusterKit.await("a line", () -> isSaid("There is space for commands again"));
    port.close().toCompletableFuture().join();
  }
}
