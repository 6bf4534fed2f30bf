package conclave.journal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk in memory behaves as a folder does, for as long as the process lives. */
class MemoryDiskTest {

  private static final int STEPS = 2_000;
  private static final int LARGEST = 300_000;

  @TempDir private Path folder;

  private final Random random = new Random(20_261_125);

  @Test
  void readsGiveWhatAFolderGives() throws IOException {
    MemoryDisk memory = new MemoryDisk("memory");
    Disk local = LocalDisk.at(folder);
    int renamed = 0;
    try (Disk.File mine = memory.create("a");
        Disk.File theirs = local.create("a")) {
      for (int step = 0; step < STEPS; step++) {
        change(mine, theirs);
        assertThat(mine.size()).isEqualTo(theirs.size());
        assertThat(part(mine, step)).isEqualTo(part(theirs, step));
      }
      memory.rename("a", "b");
      local.rename("a", "b");
      renamed++;
    }
    assertThat(memory.list()).isEqualTo(local.list()).containsExactly("b");
    assertThat(memory.bytes()).isLessThan(LARGEST * 2L);
    memory.delete("b");
    assertThat(memory.bytes()).isZero();
    System.out.printf("memory disk: %d changes as on a folder, %d renamed%n", STEPS, renamed);
  }

  private void change(Disk.File mine, Disk.File theirs) throws IOException {
    int at = random.nextInt(LARGEST);
    switch (random.nextInt(5)) {
      case 0 -> {
        if (at > mine.size()) {
          mine.allocate(at);
          theirs.allocate(at);
        }
      }
      case 1 -> {
        mine.truncate(at);
        theirs.truncate(at);
      }
      default -> {
        byte[] bytes = new byte[random.nextInt(70_000)];
        random.nextBytes(bytes);
        mine.write(at, ByteBuffer.wrap(bytes));
        theirs.write(at, ByteBuffer.wrap(bytes));
      }
    }
  }

  private static ByteBuffer part(Disk.File file, int step) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(100_000);
    file.read(step * 37L % LARGEST, into);
    return into.flip();
  }

  @Test
  void whatIsAllocatedTakesMemoryOnceItIsWritten() throws IOException {
    MemoryDisk disk = new MemoryDisk("memory");
    try (Disk.File file = disk.create("segment")) {
      file.allocate(16 << 20);
      assertThat(disk.bytes()).isZero();
      file.write(1 << 20, ByteBuffer.wrap(new byte[] {1}));
      assertThat(disk.bytes()).isEqualTo(64 << 10);
      assertThat(file.size()).isEqualTo(16 << 20);
    }
  }

  @Test
  void namesFailuresAsAFolderDoes() throws IOException {
    MemoryDisk disk = new MemoryDisk("memory");
    assertThatThrownBy(() -> disk.open("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("memory/x");
    disk.create("x").close();
    assertThatThrownBy(() -> disk.create("x")).hasMessageContaining("memory/x");
    try (Closeable held = disk.lock()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(disk::lock).isInstanceOf(Disk.Locked.class);
    }
    disk.lock().close();
  }
}
