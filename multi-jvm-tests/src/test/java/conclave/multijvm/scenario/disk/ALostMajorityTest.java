package conclave.multijvm.scenario.disk;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockResult;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.HttpLocks;
import conclave.multijvm.load.HttpMaps;
import conclave.multijvm.load.MapLoad;
import conclave.multijvm.load.RecordedMaps;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.load.ServiceAnswer.Kind;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two of three directories are lost for good, under load. The third refuses until it is recovered
 * by force; then it serves with all that it had acknowledged, counts above all before, and lets
 * nobody of the old cluster in.
 */
class ALostMajorityTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final int ENTRIES = 100;
  private static final Pattern LEADS = Pattern.compile("Group p0: this node leads term (\\d+)");
  private static final long RAISED = 1L << 40;
  private static final HttpLocks.Terms TERMS =
      new HttpLocks.Terms(Duration.ofHours(1), Duration.ZERO, READ);

  private final Ledger ledger = new Ledger("lost");
  private final RecordedMaps recorded = new RecordedMaps();
  private final HttpMaps maps = new HttpMaps();
  private final HttpLocks locks = new HttpLocks();

  @Test
  void what_is_left_serves_again_after_a_recovery_and_the_others_stay_out() throws Exception {
    try (ClusterProcesses cluster = Clusters.own("lost")) {
      long version = version(cluster.nodes().get(0), "counted");
      long token = token(cluster.nodes().get(1), "counted");
      Leader last = loseUnderLoad(cluster);
      NodeProcess left = last.node();
      List<NodeProcess> lost = cluster.others(left);
      int refused = requireNoService(left);

      left.kill();
      String said = recover(left);
      left.start();
      cluster.awaitReady(left, Clusters.START);
      int entries = ledger.requireAllAt(left);
      int keys = recorded.readEverything(List.of(left), READ);
      if (lost.stream().noneMatch(node -> ledAfter(node, last.term()))) {
        assertThat(recorded.verdict().linearizable()).as("%s", recorded.verdict()).isTrue();
      }
      assertThat(version(left, "counted")).isGreaterThan(version + RAISED / 2);
      assertThat(token(left, "after")).isGreaterThan(token + RAISED / 2);
      assertThat(locks.ask(left, new Acquire("counted", "somebody else"), TERMS))
          .as("a lock is held over the recovery")
          .isEqualTo(new ServiceAnswer.Done<>(new LockResult.Denied()));

      requireStaysOut(left, lost.get(0));
      lost.get(1).start();
      awaitSaid(lost.get(1), "waits to be added to cluster");
      ledger.mustWrite(left, "still", "the only one");
      System.out.printf(
          "a lost majority: %d requests refused or unknown by who was left, none done; recovered:"
              + " %s; %d entries and %d keys of the load (%d done, %d unknown) read, versions and"
              + " tokens above %d; who came back on an old directory and on an empty one stays"
              + " out%n",
          refused,
          said,
          entries,
          keys,
          recorded.count(Kind.DONE),
          recorded.count(Kind.UNKNOWN),
          RAISED);
    }
  }

  /** Kills all but the leader and takes their directories; that of the first is kept elsewhere. */
  private Leader loseUnderLoad(ClusterProcesses cluster) throws IOException {
    MapLoad.Setup work = new MapLoad.Setup("load", 4, TIMEOUT, 17);
    Leader last;
    try (MapLoad load = MapLoad.start(cluster.nodes(), recorded, work)) {
      for (int i = 0; i < ENTRIES; i++) {
        ledger.mustWrite(cluster.nodes().get(i % 3), "entry-" + i, "value " + i);
      }
      last = Patience.seconds(90).until("a leader that has it all", () -> hasAll(cluster));
      Patience.seconds(10)
          .until("requests under way", () -> Optional.of(load).filter(l -> l.underWay() > 0));
      cluster.others(last.node()).forEach(NodeProcess::kill);
    }
    List<NodeProcess> lost = cluster.others(last.node());
    copy(lost.get(0).setup().dataDir(), kept());
    lost.forEach(NodeProcess::wipe);
    return last;
  }

  private static Path kept() {
    return Clusters.folder("lost").resolve("kept");
  }

  /** What it has of the maps and of the locks it has by itself, whoever leads later. */
  private Optional<Leader> hasAll(ClusterProcesses cluster) throws IOException {
    Leader leader = cluster.awaitLeader();
    ledger.requireAllAt(leader.node());
    return leader.node().api().get("/api/v1/locks").text().contains("counted")
        ? cluster.leaderNow(ClusterProcesses.MAPS).filter(leader::equals)
        : Optional.empty();
  }

  /** Then it may have acknowledged what the last leader that is left never heard of. */
  private static boolean ledAfter(NodeProcess lost, long term) {
    return lost.jvm().log().stream()
        .map(LEADS::matcher)
        .anyMatch(line -> line.find() && Long.parseLong(line.group(1)) > term);
  }

  private int requireNoService(NodeProcess left) {
    List<ServiceAnswer<MapResult>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(ledger.write(left, "refused-" + i, "never", TIMEOUT));
      answers.add(ledger.read(left, "entry-" + i, TIMEOUT));
    }
    assertThat(answers).noneMatch(ServiceAnswer.Done.class::isInstance);
    return answers.size();
  }

  private long version(NodeProcess node, String name) {
    ServiceAnswer<MapResult> answer = maps.ask(node, new Put(new Key("versions", name), ""), READ);
    return ((MapResult.Changed) ((ServiceAnswer.Done<MapResult>) answer).result()).version();
  }

  private long token(NodeProcess node, String name) {
    ServiceAnswer<LockResult> answer = locks.ask(node, new Acquire(name, "owner"), TERMS);
    return ((LockResult.Granted) ((ServiceAnswer.Done<LockResult>) answer).result()).token();
  }

  /** As an operator does it; its last line. */
  private static String recover(NodeProcess left) throws IOException {
    NodeProcess.Setup setup = left.setup();
    List<String> arguments =
        List.of(
            "recover", setup.dataDir().toString(), "--members=" + left.name(), "--i-accept-loss");
    Process process =
        new ProcessBuilder(setup.command(arguments)).redirectErrorStream(true).start();
    List<String> said = process.inputReader().lines().toList();
    assertThat(process.onExit().join().exitValue()).as("%s", said).isZero();
    return said.get(said.size() - 1);
  }

  /** On its old directory a node is told why it is refused, and so is whoever it speaks to. */
  private void requireStaysOut(NodeProcess left, NodeProcess old) throws IOException {
    copy(kept(), old.setup().dataDir());
    old.start();
    awaitSaid(old, "which a recovery by force made of");
    awaitSaid(left, "was given up when cluster");
    assertThat(ledger.write(old, "stranger", "never", TIMEOUT))
        .isNotInstanceOf(ServiceAnswer.Done.class);
    ledger.mustWrite(left, "meanwhile", "undisturbed");
    old.kill();
  }

  private static void awaitSaid(NodeProcess node, String what) {
    Patience.seconds(60)
        .until(
            "%s says: %s".formatted(node.name(), what),
            () -> node.jvm().log().stream().filter(line -> line.contains(what)).findFirst());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
