package conclave.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import akka.actor.typed.ActorSystem;
import conclave.node.CannotStart;
import conclave.node.ClusterServices;
import conclave.node.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails says all that is wrong, and leaves nothing behind. */
class WrongStartsTest {

  @TempDir private Path temp;
  private Embedded applications;

  @BeforeEach
  void choosePorts() {
    applications = new Embedded(temp, 1);
  }

  @AfterEach
  void stop() {
    applications.close();
  }

  private static CannotStart startOf(ActorSystem<Void> system) {
    return catchThrowableOfType(CannotStart.class, () -> ClusterServices.get(system));
  }

  @Test
  void everythingThatIsWrongIsListedAtOnce() {
    ActorSystem<Void> system =
        applications.system(
            0,
            "conclave { node { name = \"a b\", port = 25522, host = elsewhere, prot = 1 }",
            "  durability = often, raft.heartbeat = 2 h, router.owners = 0 }",
            "akka.remote.artery { large-message-destinations = []",
            "  advanced { outbound-max-restarts = 5, compression.actor-refs.max = 256",
            "    maximum-frame-size = 64 KiB } }",
            "akka.actor.serialize-messages = on");

    CannotStart why = startOf(system);

    assertThat(why.getMessage().lines())
        .anyMatch(line -> line.startsWith("conclave.node.name = \"a b\""))
        .anyMatch(
            line ->
                line.startsWith("conclave.node.port = 25522")
                    && line.endsWith(
                        "must be left out, or be what akka.remote.artery.canonical.port says,"
                            + " which is "
                            + applications.port(0)))
        .anyMatch(line -> line.startsWith("conclave.node.host = \"elsewhere\""))
        .anyMatch(line -> line.startsWith("conclave.node.prot = 1"))
        .anyMatch(line -> line.startsWith("conclave.durability = \"often\""))
        .anyMatch(line -> line.contains("heartbeat"))
        .anyMatch(line -> line.contains("owners"))
        .anyMatch(line -> line.startsWith("akka.remote.artery.large-message-destinations = []"))
        .anyMatch(line -> line.contains("outbound-max-restarts = 5"))
        .anyMatch(line -> line.contains("compression.actor-refs.max = 256"))
        .anyMatch(line -> line.contains("maximum-frame-size = \"64 KiB\""))
        .anyMatch(line -> line.startsWith("akka.actor.serialize-messages = \"on\""))
        .anyMatch(line -> line.contains("include classpath(\"conclave-akka.conf\")"));
    assertThat(startOf(system)).as("the second call").isSameAs(why);
    assertThat(Files.exists(applications.data(0))).isFalse();
  }

  @Test
  void aSystemWithoutRemotingIsToldWhatToWrite() {
    CannotStart why = startOf(applications.system(0, "akka.actor.provider = local"));
    assertThat(why)
        .hasMessageStartingWith("akka.actor.provider = \"local\" ")
        .hasMessageContaining("must be cluster");
  }

  @Test
  void aTakenHttpPortLeavesTheDirectoryToOthers() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Embedded.HOST))) {
      CannotStart why =
          startOf(
              applications.system(
                  0, "conclave.http { enabled = on, port = %d }".formatted(taken.getLocalPort())));
      assertThat(why)
          .hasMessageStartingWith(
              "cannot listen on 127.0.0.1:%d (conclave.http.port): "
                  .formatted(taken.getLocalPort()));
      assertDirectoryIsFree();
    }
  }

  @Test
  void aDirectoryThatAnotherNodeHasIsRefused() throws IOException {
    try (DataDirectory held = DataDirectory.open(applications.data(0), "n1", new Random(1))) {
      assertThat(held.membership()).isEmpty();
      assertThat(startOf(applications.system(0))).hasMessageContaining("is in use");
    }
    assertDirectoryIsFree();
  }

  @Test
  void aJournalThatCannotBeOpenedLeavesTheDirectoryToOthers() throws IOException {
    DataDirectory.open(applications.data(0), "n1", new Random(1)).close();
    Files.createFile(applications.data(0).resolve("journal"));
    assertThat(startOf(applications.system(0))).hasMessageStartingWith("cannot open the journal: ");
    assertDirectoryIsFree();
  }

  private void assertDirectoryIsFree() throws IOException {
    DataDirectory.open(applications.data(0), "n1", new Random(1)).close();
  }
}
