package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.multijvm.process.LoopbackPorts;
import conclave.node.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that cannot be started leaves nothing behind. */
class ClusterProcessesTest {

  private static final class CountedWiring implements Wiring {
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public Place place(String node, int index) {
      HostPort address = new HostPort(LoopbackPorts.HOST, LoopbackPorts.take(1).get(0));
      return new Place(address, new HostPort(LoopbackPorts.HOST, LoopbackPorts.take(1).get(0)));
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void a_start_that_fails_ends_the_nodes_before_it_and_the_wiring(@TempDir Path temp)
      throws IOException {
    Files.createDirectories(temp.resolve("n2.conf")); // where the second one wants a file
    CountedWiring wiring = new CountedWiring();
    long before = ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    assertThatThrownBy(() -> ClusterProcesses.start(ClusterProcesses.Setup.in(temp).wired(wiring)))
        .hasMessageContaining("n2.conf");
    assertThat(temp.resolve("timeline.txt")).content().contains("n1         kill -9");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive).count())
        .isLessThanOrEqualTo(before);
    assertThat(wiring.closed).hasValue(1);
  }
}
