package conclave.node.recovery;

import static conclave.node.recovery.Remains.CLUSTER;
import static conclave.node.recovery.Remains.GROUP;
import static conclave.node.recovery.Remains.entries;
import static conclave.node.recovery.Remains.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.JournalInspector;
import conclave.journal.JournalInspector.Group;
import conclave.machine.Command;
import conclave.node.CannotStart;
import conclave.node.DataDirectory;
import conclave.node.lineage.Lineage;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of directories by a recovery by force. */
class RecoveryTest {

  @TempDir private Path temp;
  private Remains remains;
  private final Random random = new Random(5);

  @BeforeEach
  void makeDirectories() throws IOException {
    remains = new Remains(temp, 5);
  }

  private void recover(List<String> directories, String... members) throws IOException {
    try (Survey survey = Survey.of(remains.paths(directories.toArray(String[]::new)))) {
      new Recovery(RecoveryPlan.of(survey, List.of(members), random), step -> {}).run();
    }
  }

  private DataDirectory open(String name) {
    return DataDirectory.open(remains.path(name), name, random);
  }

  @Test
  void oneOfThreeIsAClusterOfItsOwnAndSomebodyElse() throws IOException {
    remains.write("n1", new HardState(7, Optional.of(remains.node("n3"))), entries(3, 1, 20));
    recover(List.of("n1"), "n1");
    Group group = remains.group("n1");
    assertThat(ids(group.entries()).subList(0, 20)).isEqualTo(ids(entries(3, 1, 20)));
    assertThat(group.hardState()).isEqualTo(new HardState(8, Optional.empty()));
    try (DataDirectory n1 = open("n1")) {
      assertThat(n1.self().name()).isEqualTo("n1");
      assertThat(n1.self()).isNotEqualTo(remains.node("n1"));
      requireOpening(group, new EntryId(8, 21), n1.self());
      assertThat(n1.membership().orElseThrow().founding()).isEqualTo(Configuration.of(n1.self()));
      assertThat(Lineage.of(n1.membership().orElseThrow().clusterId()))
          .satisfies(lineage -> assertThat(lineage.root()).isEqualTo(CLUSTER))
          .satisfies(lineage -> assertThat(lineage.recoveries()).isEqualTo(1));
    }
  }

  /** The log ends with who votes now, and with what raises the counters. */
  private static void requireOpening(Group group, EntryId first, NodeId... voters) {
    List<Entry> opening =
        group.entries().subList(group.entries().size() - 2, group.entries().size());
    assertThat(opening.get(0).id()).isEqualTo(first);
    assertThat(group.configurations().get(first.index())).isEqualTo(Configuration.of(voters));
    assertThat(group.configurations().lastKey()).isEqualTo(first.index());
    assertThat(opening.get(1).id()).isEqualTo(new EntryId(first.term(), first.index() + 1));
    assertThat(opening.get(1).payload()).isEqualTo(Command.Raise.OF_A_RECOVERY.encode());
    assertThat(group.suspect()).isFalse();
  }

  @Test
  void theLastTermDecidesWhoHasMostAndEverybodyGetsThat() throws IOException {
    remains.write("n1", new HardState(4, Optional.empty()), entries(2, 1, 10));
    remains.write("n1", new HardState(4, Optional.empty()), entries(4, 11, 12));
    remains.write("n2", new HardState(9, Optional.empty()), entries(2, 1, 30));
    recover(List.of("n1", "n2"), "n2", "n1");
    Group n1 = remains.group("n1");
    assertThat(ids(remains.group("n2").entries())).isEqualTo(ids(n1.entries()));
    assertThat(ids(n1.entries()))
        .startsWith(ids(entries(2, 1, 10)).toArray(EntryId[]::new))
        .endsWith(new EntryId(4, 11), new EntryId(4, 12), new EntryId(10, 13), new EntryId(10, 14));
    assertThat(remains.group("n2").hardState()).isEqualTo(n1.hardState());
  }

  @Test
  void whoeverIsBehindASnapshotGetsTheFile() throws IOException {
    remains.write("n1", new HardState(2, Optional.empty()), entries(2, 1, 100));
    remains.snapshot("n1", new EntryId(2, 90));
    remains.write("n2", new HardState(2, Optional.empty()), entries(2, 1, 40));
    remains.snapshot("n2", new EntryId(2, 30));
    recover(List.of("n2", "n1"), "n1", "n2");
    assertThat(remains.group("n2").snapshot()).isEqualTo(remains.group("n1").snapshot());
    assertThat(ids(remains.group("n2").entries())).isEqualTo(ids(remains.group("n1").entries()));
    assertThat(JournalInspector.snapshot(remains.disk("n2"), GROUP, new EntryId(2, 90)))
        .isPresent();
    assertThat(JournalInspector.describe(remains.disk("n2")).snapshots()).hasSize(1);
  }

  @Test
  void whatADirectoryHasThatDoesNotGoOnIsTakenAlongAndItsFilesStay() throws IOException {
    remains.write("n1", new HardState(2, Optional.empty()), entries(2, 1, 10));
    remains.write("n2", new HardState(2, Optional.empty()), entries(2, 1, 50));
    Group before = remains.group("n2");
    recover(List.of("n1", "n2"), "n1");
    assertThat(remains.group("n1").last()).isEqualTo(new EntryId(3, 52));
    assertThat(remains.group("n2")).isEqualTo(before);
    try (DataDirectory n2 = open("n2")) {
      assertThat(n2.self()).isEqualTo(remains.node("n2"));
      assertThat(n2.membership().orElseThrow().clusterId()).isEqualTo(CLUSTER);
    }
  }

  @Test
  void whatIsNotOneClusterOrNotLostIsRefused() throws IOException {
    refused("of node n9", List.of("n1"), "n9");
    try (DataDirectory n5 = open("n5")) {
      n5.rememberRemoval();
    }
    refused("was removed from its cluster for good", List.of("n5"), "n5");
    refused("start their nodes as they are", List.of("n1", "n2", "n3"), "n1", "n2");
    recover(List.of("n4"), "n4");
    refused("to cluster 0f3c5a", List.of("n4", "n5"), "n4", "n5");
    refused("to cluster 0f3c5a+1-", List.of("n5", "n4"), "n4", "n5");
    DataDirectory.open(temp.resolve("blank"), "n7", random).close();
    assertThatThrownBy(() -> Survey.of(List.of(temp.resolve("blank"))))
        .hasMessageEndingWith("blank of node n7 was never in a cluster");
    try (DataDirectory running = open("n1")) {
      assertThat(running.self()).isEqualTo(remains.node("n1"));
      refused("is in use by a running node", List.of("n2", "n1"), "n1");
    }
    open("n2").close();
    assertThatThrownBy(() -> Survey.of(remains.paths("n1", "n1"))).isInstanceOf(CannotStart.class);
  }

  private void refused(String why, List<String> directories, String... members) {
    assertThatThrownBy(() -> recover(directories, members))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(why);
  }

  @Test
  void aSecondRecoveryIsOneMore() throws IOException {
    recover(List.of("n1", "n2"), "n1", "n2");
    recover(List.of("n2"), "n2");
    try (DataDirectory n2 = open("n2")) {
      Lineage lineage = Lineage.of(n2.membership().orElseThrow().clusterId());
      assertThat(lineage.recoveries()).isEqualTo(2);
      assertThat(lineage.root()).isEqualTo(CLUSTER);
    }
    refused("belongs to cluster", List.of("n1", "n2"), "n1");
  }

  @Test
  void damageIsNamedAsLostAndWhoIsChosenAllTheSameIsTrustedAgain() throws IOException {
    remains.write("n1", new HardState(2, Optional.empty()), entries(2, 1, 10));
    remains.write("n1", new HardState(3, Optional.empty()), entries(3, 11, 20));
    Path segment = remains.path("n1").resolve("journal/00000001.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[2_000] ^= 1;
    Files.write(segment, bytes);
    try (Survey survey = Survey.of(remains.paths("n1"))) {
      RecoveryPlan plan = RecoveryPlan.of(survey, List.of("n1"), random);
      assertThat(plan.losses())
          .anyMatch(loss -> loss.contains("what n2 and n3 and n4 and n5 acknowledged"))
          .anyMatch(loss -> loss.contains("journal/00000001.seg at offset"));
      new Recovery(plan, step -> {}).run();
    }
    Group group = JournalInspector.describe(remains.disk("n1")).group(GROUP).orElseThrow();
    try (DataDirectory n1 = open("n1")) {
      long last = group.last().index();
      requireOpening(group, new EntryId(4, last - 1), n1.self());
    }
  }

  /** Damage may take a group's every trace, also in all directories that are left. */
  @Test
  void groupsThatNoDirectoryKnowsAnyMoreBeginAnew() throws IOException {
    for (String name : List.of("n1", "n2")) {
      remains.write(name, new HardState(2, Optional.empty()), entries(2, 1, 10));
    }
    Path segment = remains.path("n1").resolve("journal/00000001.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[500] ^= 1;
    Files.write(segment, bytes);
    try (Survey survey = Survey.of(remains.paths("n1", "n2"))) {
      assertThat(survey.groups()).containsExactly(GROUP);
      assertThat(survey.lost()).containsExactly("control");
      RecoveryPlan plan = RecoveryPlan.of(survey, List.of("n1", "n2"), random);
      assertThat(plan.losses())
          .anyMatch(loss -> loss.startsWith("nothing is left of group control"));
      new Recovery(plan, step -> {}).run();
    }
    try (DataDirectory n1 = open("n1");
        DataDirectory n2 = open("n2")) {
      for (String name : List.of("n1", "n2")) {
        Group control =
            JournalInspector.describe(remains.disk(name)).group("control").orElseThrow();
        requireOpening(control, new EntryId(1, 1), n1.self(), n2.self());
      }
    }
  }

  /**
   * Of several groups of a journal, one part of which is damaged, each goes on as far as it can.
   */
  @Test
  void everyGroupOfADamagedJournalGoesOnAndIsTrusted() throws IOException {
    for (int i = 0; i < 6; i++) {
      int first = 10 * i + 1;
      remains.write(
          "n1", "control", new HardState(2, Optional.empty()), entries(2, first, first + 9));
      remains.write("n1", GROUP, new HardState(2, Optional.empty()), entries(2, first, first + 9));
    }
    Path segment = remains.path("n1").resolve("journal/00000001.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[9_000] ^= 1;
    Files.write(segment, bytes);
    recover(List.of("n1"), "n1");
    try (DataDirectory n1 = open("n1")) {
      for (String name : List.of("control", GROUP)) {
        Group group = JournalInspector.describe(remains.disk("n1")).group(name).orElseThrow();
        assertThat(group.last().index()).as(name).isBetween(2L, 62L);
        requireOpening(group, new EntryId(3, group.last().index() - 1), n1.self());
      }
    }
  }

  @Test
  void aSnapshotThatIsRottenMakesADirectoryUnusable() throws IOException {
    remains.write("n1", new HardState(2, Optional.empty()), entries(2, 1, 100));
    remains.snapshot("n1", new EntryId(2, 90));
    Path file;
    try (var files = Files.list(remains.path("n1").resolve("journal"))) {
      file = files.filter(path -> path.toString().endsWith(".snap")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[500] ^= 1;
    Files.write(file, bytes);
    refused("cannot be recovered from these directories", List.of("n1"), "n1");
    remains.write("n2", new HardState(2, Optional.empty()), entries(2, 1, 95));
    refused("damaged beyond use", List.of("n1", "n2"), "n1");
    recover(List.of("n1", "n2"), "n2");
    assertThat(remains.group("n2").last().index()).isEqualTo(97);
  }
}
