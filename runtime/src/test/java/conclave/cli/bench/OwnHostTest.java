package conclave.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.node.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a bench listens for the answers of nodes, on a machine whose ways a test lays. */
class OwnHostTest {

  private static final HostPort FAR = new HostPort("10.0.0.5", 25_521);
  private static final HostPort FARTHER = new HostPort("10.9.9.9", 25_521);

  private final List<InetSocketAddress> asked = new ArrayList<>();
  private final OwnHost host = new OwnHost(this::way);

  private InetAddress way(InetSocketAddress to) throws IOException {
    asked.add(to);
    if (to.getAddress().getHostAddress().equals("10.9.9.9")) {
      throw new IOException("Network is unreachable");
    }
    return InetAddress.getByAddress(new byte[] {10, 0, 0, 7});
  }

  @Test
  void nodesOnOtherMachinesAnswerAtTheAddressThatLeadsToThem() {
    assertThat(host.facing(List.of(FAR))).isEqualTo("10.0.0.7");
    assertThat(asked).containsExactly(new InetSocketAddress("10.0.0.5", 25_521));
  }

  @Test
  void nodesOfThisMachineAnswerAtTheLoopback() {
    assertThat(host.facing(List.of(new HostPort("127.0.0.1", 1), FAR))).isEqualTo("127.0.0.1");
    assertThat(asked).as("no way is needed").isEmpty();
  }

  @Test
  void theOperatingSystemKnowsTheWay() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    assertThat(OwnHost.connected(new InetSocketAddress(loopback, 25_521))).isEqualTo(loopback);
  }

  @Test
  void theFirstNodeThatThereIsAWayToDecides() {
    assertThat(host.facing(List.of(FARTHER, FAR))).isEqualTo("10.0.0.7");
    assertThatThrownBy(() -> host.facing(List.of(FARTHER)))
        .isInstanceOf(BenchFailed.class)
        .hasMessage("no way from this machine to 10.9.9.9:25521: Network is unreachable");
  }

  @Test
  void anAddressThatIsNoneIsNotTaken() {
    OwnHost nowhere = new OwnHost(to -> InetAddress.getByAddress(new byte[4]));
    assertThatThrownBy(() -> nowhere.facing(List.of(FAR)))
        .hasMessageEndingWith("no address of this machine leads there");
  }
}
