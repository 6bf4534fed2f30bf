package conclave.monitor.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel says in both versions of control groups, on a root of our own. */
class ContainerMemoryTest {

  private static final String NONE = "9223372036854771712";

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  private void v2(String group, String max, long used) throws IOException {
    String folder = "sys/fs/cgroup/" + group;
    write(folder + "/memory.max", max);
    write(folder + "/memory.current", Long.toString(used));
    write(folder + "/memory.stat", "anon 5\ninactive_file 100\nactive_file 7");
  }

  private void v1(String group, String max, long used) throws IOException {
    String folder = "sys/fs/cgroup/memory/" + group;
    write(folder + "/memory.limit_in_bytes", max);
    write(folder + "/memory.usage_in_bytes", Long.toString(used));
    write(folder + "/memory.stat", "inactive_file 1\ntotal_inactive_file 200");
  }

  private void expect(long used, long max) {
    assertThat(new ContainerMemory(root).read()).contains(new ContainerMemory.Use(used, max));
  }

  private void expectNone() {
    assertThat(new ContainerMemory(root).read()).isEmpty();
  }

  @Test
  void versionTwoSeenFromInsideTheContainer() throws IOException {
    write("proc/self/cgroup", "0::/");
    v2("", "1000", 600);
    expect(500, 1_000);
  }

  @Test
  void theLowestLimitOfAllGroupsAboveCounts() throws IOException {
    write("proc/self/cgroup", "0::/pods/mine/app");
    v2("pods/mine/app", "max", 300);
    v2("pods/mine", "2000", 900);
    v2("pods", "5000", 4_000);
    expect(800, 2_000);
  }

  @Test
  void versionOneWithAPathThatTheContainerDoesNotSee() throws IOException {
    write("proc/self/cgroup", "5:cpu,cpuacct:/docker/x\n4:memory:/docker/x\n0::/docker/x");
    v1("", "1000", 600);
    expect(400, 1_000);
  }

  @Test
  void versionOneOnAMachine() throws IOException {
    write("proc/self/cgroup", "4:memory:/user/x");
    v1("", NONE, 600);
    v1("user/x", NONE, 500);
    expectNone();
    v1("user/x", "900", 100);
    expect(0, 900);
  }

  @Test
  void noLimitNoGroupsAndNonsenseAreNothing() throws IOException {
    expectNone();
    write("proc/self/cgroup", "0::/a");
    expectNone();
    v2("a", "max", 1);
    expectNone();
    v2("a", "much", 1);
    expectNone();
  }
}
