package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import conclave.http.HttpApi;
import conclave.http.HttpSettings;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.HostPort;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.node.Ports;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails halfway leaves nothing open in the process. */
class NodeRunnerTest {

  private static final String HOST = "127.0.0.1";

  @TempDir private Path temp;
  private int port;
  private int httpPort;

  @BeforeEach
  void choosePorts() {
    port = FreePorts.take();
    httpPort = FreePorts.take();
  }

  @Test
  void aJournalThatCannotBeOpenedLeavesTheDirectoryToOthers() throws IOException {
    DataDirectory.open(temp, "n1", new Random(1)).close();
    Files.createFile(temp.resolve("journal"));

    assertThatThrownBy(this::launch)
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("cannot open the journal: ");
    assertAllIsFree();
  }

  @Test
  void aTakenHttpPortLeavesDirectoryAndPortToOthers() throws IOException {
    try (ServerSocket taken = new ServerSocket(httpPort, 1, InetAddress.getByName(HOST))) {
      assertThatThrownBy(this::launch)
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith(
              "cannot listen on %s:%d (conclave.http.port): ", HOST, taken.getLocalPort());
      assertAllIsFree();
    }
  }

  @Test
  void aPortThatIsTakenAfterItWasFoundFreeIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      HostPort address = new HostPort(HOST, taken.getLocalPort());
      assertThatThrownBy(
              () -> NodeRunner.startSystem(NodeRunner.config(settings(), address), address))
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith("cannot listen on %s (--port): ", address);
    }
  }

  @Test
  void behindAProxyTheProxyOwnsTheAnnouncedPort() throws IOException {
    int bound = FreePorts.take();
    try (ServerSocket proxy = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      assertThat(proxy.getLocalPort()).isEqualTo(port);
      Running node = new NodeRunner().launch(settings(bindingTo(bound)));
      assertThatThrownBy(() -> Ports.requireFree(new HostPort(HOST, bound), "bound"))
          .isInstanceOf(CannotStart.class);
      node.stop().toCompletableFuture().join();
    }
    assertAllIsFree();
  }

  @Test
  void thePortThatIsBoundMustBeFree() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      Optional<Path> file = bindingTo(taken.getLocalPort());
      assertThatThrownBy(() -> new NodeRunner().launch(settings(file)))
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith(
              "cannot listen on %s:%d (akka.remote.artery.bind): ", HOST, taken.getLocalPort());
    }
    assertAllIsFree();
  }

  @Test
  void aSettingThatAkkaCannotReadIsTheOperatorsToMend() throws IOException {
    Path file = temp.resolve("node.conf");
    for (String wrong :
        List.of("akka.cluster.gossip-interval = soon", "akka.remote = 5", "akka = null")) {
      Optional<Path> given = Optional.of(Files.writeString(file, wrong));
      assertThatThrownBy(() -> new NodeRunner().launch(settings(given)))
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith("cannot read the configuration: ");
    }
    assertAllIsFree();
  }

  private Optional<Path> bindingTo(int bound) throws IOException {
    String text = "akka.remote.artery.bind { hostname = \"%s\", port = %d }".formatted(HOST, bound);
    return Optional.of(Files.writeString(temp.resolve("node.conf"), text));
  }

  @Test
  void anHttpPortThatIsBoundTooLateIsGivenBack() {
    HttpSettings http = settings().http();
    ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider=local"));
    try {
      CompletableFuture<HttpApi> binding = new CompletableFuture<>();
      assertThatThrownBy(() -> NodeStart.listening(binding, http, Duration.ofMillis(1)))
          .isInstanceOf(CannotStart.class)
          .hasMessageEndingWith("(conclave.http.port): it took longer than 1 ms");
      HttpApi late = HttpApi.listen(kit.system(), http).toCompletableFuture().join();
      binding.complete(late);
      ClusterKit.await("a free port", () -> isFree(new HostPort(http.host(), http.port())));
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static boolean isFree(HostPort address) {
    try {
      Ports.requireFree(address, "");
      return true;
    } catch (CannotStart e) {
      return false;
    }
  }

  private void launch() {
    new NodeRunner().launch(settings());
  }

  private NodeSettings settings() {
    return settings(Optional.empty());
  }

  private NodeSettings settings(Optional<Path> file) {
    return NodeSettings.load(
        Map.of(
            "node.name",
            "n1",
            "node.port",
            port,
            "node.data-dir",
            temp.toString(),
            "node.peers",
            List.of("n1=%s:%d".formatted(HOST, port)),
            "http.port",
            httpPort),
        file);
  }

  private void assertAllIsFree() throws IOException {
    DataDirectory.open(temp, "n1", new Random(1)).close();
    Ports.requireFree(new HostPort(HOST, port), "--port");
  }

  /** The guardian fails, or Akka Cluster cannot start, while the node starts. */
  @Test
  void anActorSystemThatEndsUnderTheStartIsNamed() {
    ActorTestKit kit = ActorTestKit.create();
    RuntimeException before;
    IllegalStateException failed = new IllegalStateException("cannot create children");
    try {
      before = NodeStart.overtaken(kit.system(), failed);
    } finally {
      kit.shutdownTestKit();
    }
    RuntimeException said = NodeStart.overtaken(kit.system(), failed);

    assertThat(before).as("of a system that goes on").isSameAs(failed);
    assertThat(said)
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("its ActorSystem ended while the node started in it")
        .hasCause(failed);
  }
}
