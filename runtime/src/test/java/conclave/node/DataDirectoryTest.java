package conclave.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private static final NodeId N1 = new NodeId("n1", 0x5d1f0c9e2b7a4431L);
  private static final Membership MEMBERSHIP =
      new Membership(
          "0f3c",
          List.of(
              new Member(N1, "127.0.0.1:25521", true),
              new Member(new NodeId("n4", -2), "[::1]:25524", false)));

  private static final String IN_USE = " is in use by a running node";

  @TempDir private Path temp;

  private final Random random = new Random(7);

  @Test
  void anIdentityOutlivesTheProcess() throws IOException {
    NodeId self;
    try (DataDirectory made = open("n1")) {
      self = made.self();
      assertThat(made.membership()).isEmpty();
    }
    Membership membership = new Membership("c", List.of(new Member(self, "h:1", true)));
    try (DataDirectory again = open("n1")) {
      assertThat(again.self()).isEqualTo(self);
      again.remember(membership);
    }
    try (DataDirectory formed = open("n1")) {
      assertThat(formed.membership()).contains(membership);
    }
  }

  @Test
  void whoeverRemembersAtOnceWritesOneAfterTheOther() throws IOException {
    try (DataDirectory directory = open("n1")) {
      List<CompletableFuture<Void>> writers =
          IntStream.rangeClosed(1, 4)
              .mapToObj(i -> CompletableFuture.runAsync(() -> rememberOften(directory, i)))
              .toList();
      writers.forEach(CompletableFuture::join);
      assertThat(directory.membership()).isPresent();
    }
    open("n1").close();
  }

  private static void rememberOften(DataDirectory directory, int port) {
    Member self = new Member(directory.self(), "h:" + port, true);
    for (int i = 0; i < 25; i++) {
      directory.remember(new Membership("c", List.of(self)));
    }
  }

  @Test
  void aWipedDirectoryIsSomebodyElse() throws IOException {
    NodeId self;
    try (DataDirectory made = open("n1")) {
      self = made.self();
    }
    Files.delete(temp.resolve("identity"));
    try (DataDirectory wiped = open("n1")) {
      assertThat(wiped.self()).isNotEqualTo(self);
      assertThat(wiped.self().name()).isEqualTo("n1");
    }
  }

  @Test
  void theFormatOfVersionOneStaysReadable() {
    String golden =
        """
        conclave-identity 1
        node n1 5d1f0c9e2b7a4431
        cluster 0f3c
        voter n1 5d1f0c9e2b7a4431 127.0.0.1:25521
        learner n4 fffffffffffffffe [::1]:25524
        crc32c e16a91c9
        """;
    Identity identity = new Identity(N1, Optional.of(MEMBERSHIP));
    assertThat(IdentityFormat.decode(golden.getBytes())).isEqualTo(identity);
  }

  /** Who formed the cluster is remembered when others are in it. */
  @Test
  void theFormatOfVersionTwoStaysReadable() {
    String golden =
        """
        conclave-identity 2
        node n1 5d1f0c9e2b7a4431
        cluster 0f3c
        founding-voter n1 5d1f0c9e2b7a4431
        founding-learner n4 fffffffffffffffe
        member n1 5d1f0c9e2b7a4431 127.0.0.1:25521
        member n5 0000000000000005 127.0.0.1:25525
        removed
        crc32c c6dceb0e
        """;
    Membership later =
        MEMBERSHIP.with(
            List.of(
                MEMBERSHIP.named("n1").orElseThrow(),
                new Member(new NodeId("n5", 5), "127.0.0.1:25525", false)));
    Identity identity = new Identity(N1, Optional.of(later), true);
    assertThat(new String(IdentityFormat.encode(identity))).isEqualTo(golden);
    assertThat(IdentityFormat.decode(golden.getBytes())).isEqualTo(identity);
    assertThat(later.initialFor(N1)).isEqualTo(MEMBERSHIP.founding());
    assertThat(later.initialFor(new NodeId("n5", 5))).isEqualTo(Configuration.EMPTY);
  }

  /** A build that knows the former formats alone does not start where it would break a promise. */
  @Test
  void aPromiseOfTheProtocolStandsInAFormatOfItsOwn() throws IOException {
    String golden =
        """
        conclave-identity 3
        node n1 5d1f0c9e2b7a4431
        cluster 0f3c
        founding-voter n1 5d1f0c9e2b7a4431
        founding-learner n4 fffffffffffffffe
        member n1 5d1f0c9e2b7a4431 127.0.0.1:25521
        member n4 fffffffffffffffe [::1]:25524
        protocol 2
        crc32c 36d62d37
        """;
    Identity identity = new Identity(N1, Optional.of(MEMBERSHIP)).promising(new ProtocolVersion(2));
    assertThat(new String(IdentityFormat.encode(identity))).isEqualTo(golden);
    assertThat(IdentityFormat.decode(golden.getBytes())).isEqualTo(identity);

    try (DataDirectory directory = open("n1")) {
      directory.promise(new ProtocolVersion(2));
      directory.promise(ProtocolVersion.OLDEST);
      directory.remember(new Membership("c1", List.of(new Member(directory.self(), "h:1", true))));
    }
    try (DataDirectory directory = open("n1")) {
      assertThat(directory.promised()).isEqualTo(new ProtocolVersion(2));
      directory.rememberRemoval();
      assertThat(directory.promised()).isEqualTo(new ProtocolVersion(2));
    }
  }

  /** Written for a node without a log on disk alone, so that an older build refuses it. */
  @Test
  void theFormatOfVersionFourStaysReadable() {
    String golden =
        """
        conclave-identity 4
        node n1 5d1f0c9e2b7a4431
        durability memory
        cluster 0f3c
        founding-voter n1 5d1f0c9e2b7a4431
        founding-learner n4 fffffffffffffffe
        member n1 5d1f0c9e2b7a4431 127.0.0.1:25521
        member n4 fffffffffffffffe [::1]:25524
        crc32c 024c23cc
        """;
    Identity identity = new Identity(N1, Optional.of(MEMBERSHIP)).withoutALog();
    assertThat(new String(IdentityFormat.encode(identity))).isEqualTo(golden);
    assertThat(IdentityFormat.decode(golden.getBytes())).isEqualTo(identity);
  }

  @Test
  void withoutALogEachStartIsAnotherLifeThatHasForgottenItsCluster() throws IOException {
    NodeId first;
    Membership cluster;
    try (DataDirectory directory = open("n1")) {
      directory.begin(true);
      first = directory.self();
      cluster = new Membership("c1", List.of(new Member(first, "h:1", true)));
      directory.remember(cluster);
      assertThat(directory.membership()).contains(cluster);
      assertThat(directory.former()).isEmpty();
    }
    try (DataDirectory directory = open("n1")) {
      directory.begin(true);
      assertThat(directory.self()).isEqualTo(first.nextLife());
      assertThat(directory.membership()).isEmpty();
      assertThat(directory.former()).contains(cluster);
      Membership other = new Membership("c2", List.of(new Member(directory.self(), "h:1", true)));
      assertThatThrownBy(() -> directory.remember(other)).hasMessageContaining("cannot join");
      Membership made = new Membership("c1+1-07", other.members());
      directory.remember(made);
      assertThat(directory.membership()).contains(made);
      assertThatThrownBy(() -> directory.remember(cluster)).hasMessageContaining("cannot join");
    }
  }

  @Test
  void aDirectoryIsOfOneKindForEver() throws IOException {
    try (DataDirectory forgetful = open("n1")) {
      forgetful.begin(true);
      assertThatThrownBy(() -> forgetful.begin(false))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("is that of a node without a log on disk");
    }
    Path kept = temp.resolve("kept");
    try (DataDirectory directory = DataDirectory.open(kept, "n2", random)) {
      directory.begin(false);
      Files.createDirectory(directory.journal());
      assertThatThrownBy(() -> directory.begin(true))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("is that of a node with a log on disk");
    }
  }

  @Test
  void aDirectoryOfANodeThatWasRemovedIsRefusedForGood() throws IOException {
    try (DataDirectory directory = open("n1")) {
      directory.remember(new Membership("c1", List.of(new Member(directory.self(), "h:1", true))));
      directory.rememberRemoval();
    }
    assertThatThrownBy(() -> open("n1"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("was removed from cluster c1 for good")
        .hasMessageContaining("start it on an empty directory");
  }

  @Test
  void everyDamagedByteIsNoticed() {
    byte[] good = IdentityFormat.encode(new Identity(N1, Optional.of(MEMBERSHIP)));
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x04;
      assertThatThrownBy(() -> IdentityFormat.decode(bad))
          .as("byte %d", i)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int length = 0; length < good.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> IdentityFormat.decode(torn))
          .as("first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aDirectoryOfAnotherNodeIsRefused() throws IOException {
    open("n1").close();
    assertThatThrownBy(() -> open("n2"))
        .isInstanceOf(CannotStart.class)
        .hasMessage("the data directory %s belongs to node n1, not to n2", temp);
    open("n1").close();
  }

  @Test
  void aDamagedIdentityIsRefusedByName() throws IOException {
    Files.writeString(temp.resolve("identity"), "conclave-identity 1\nnode n1");
    assertThatThrownBy(() -> open("n1"))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("the identity file %s/identity is damaged: ", temp);
  }

  @Test
  void aNewerFormatIsNamed() throws IOException {
    Files.writeString(temp.resolve("identity"), "conclave-identity 5\nnode n1\ncrc32c 0\n");
    assertThatThrownBy(() -> open("n1"))
        .hasMessageContaining("format version 5, this build reads 1, 2, 3, 4");
  }

  @Test
  void aJournalWithoutIdentityIsRefused() throws IOException {
    Files.createDirectory(temp.resolve("journal"));
    assertThatThrownBy(() -> open("n1"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("has a journal but no file named identity");
  }

  @Test
  void aDirectoryInUseIsRefused() throws IOException {
    try (DataDirectory held = open("n1")) {
      assertThatThrownBy(() -> open("n1"))
          .isInstanceOf(CannotStart.class)
          .hasMessage("the data directory %s is in use by a running node", temp);
      assertThat(held.self().name()).isEqualTo("n1");
    }
  }

  @Test
  void aPathThatCannotBeADirectoryIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("data"), "n1", random))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("cannot use the data directory %s/data: ", file);
  }

  @Test
  void aDirectoryNeverChangesItsCluster() throws IOException {
    try (DataDirectory directory = open("n1")) {
      directory.remember(new Membership("c1", List.of(new Member(directory.self(), "h:1", true))));
      Membership other = new Membership("c2", List.of(new Member(directory.self(), "h:1", true)));
      assertThatThrownBy(() -> directory.remember(other))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("belongs to cluster c1 and cannot join cluster c2");
    }
  }

  private DataDirectory open(String name) {
    return DataDirectory.open(temp, name, random);
  }

  /** Tries a directory as another process, and says what came of it. */
  static final class Stranger {

    public static void main(String[] arguments) throws IOException {
      try {
        DataDirectory.open(Path.of(arguments[0]), "n1", new Random(1)).close();
        System.out.println("opened");
      } catch (CannotStart e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void whoeverIsRefusedInTheSameProcessDoesNotLetAnotherProcessIn() throws Exception {
    try (DataDirectory held = open("n1")) {
      assertThat(held.membership()).isEmpty();
      assertThatThrownBy(() -> open("n1")).hasMessageContaining("in use");
      assertThatThrownBy(() -> DirectoryReport.of(temp)).hasMessageContaining("in use");
      assertThat(stranger()).containsExactly("the data directory " + temp + IN_USE);
    }
    assertThat(stranger()).containsExactly("opened");
  }

  private List<String> stranger() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Stranger.class.getName(),
                temp.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
