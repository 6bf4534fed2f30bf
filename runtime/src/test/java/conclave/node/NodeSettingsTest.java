package conclave.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import conclave.http.HttpSettings;
import conclave.journal.JournalSettings;
import conclave.monitor.alarm.AlarmKind;
import conclave.monitor.alarm.Threshold;
import conclave.node.formation.Membership;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {

  private static final List<String> PEERS =
      List.of("n1=127.0.0.1:25521", "n2=127.0.0.1:25522", "n3=[::1]:25523");

  @TempDir private Path temp;

  @Test
  void theDefaultsAreThoseOfTheReference() {
    NodeSettings settings = load(Map.of());
    assertThat(settings.port()).isEqualTo(25521);
    assertThat(settings.http().port()).isEqualTo(8551);
    assertThat(settings.http().deadlines().standard()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.http().limits())
        .isEqualTo(new HttpSettings.Limits(1 << 20, 1024, 16 << 10, 1024));
    assertThat(settings.durability()).isEqualTo(NodeSettings.Durability.FSYNC);
    assertThat(settings.peers()).containsEntry("n3", new HostPort("::1", 25523));
  }

  @Test
  void theCommandLineIsStrongerThanTheFile() throws IOException {
    Path file = temp.resolve("node.conf");
    Files.writeString(file, "conclave { node.port = 1000, http.port = 2000 }");
    NodeSettings settings =
        NodeSettings.load(options(Map.of("node.port", 3000)), Optional.of(file));
    assertThat(settings.port()).isEqualTo(3000);
    assertThat(settings.http().port()).isEqualTo(2000);
  }

  @Test
  void allErrorsAreListedAtOnceWithKeyValueOriginAndRule() throws IOException {
    Path file = temp.resolve("node.conf");
    Files.writeString(
        file,
        """
        conclave {
          http { deadline = soon, max-head = 1, typo = 5 }
          durability = often
          limits.value = { a = 1 }
        }
        """);
    Map<String, Object> wrong =
        Map.of(
            "node.port",
            70_000,
            "node.name",
            "a b",
            "node.peers",
            List.of("n1=localhost", "n2=127.0.0.1:99999"),
            "node.data-dir",
            "");
    assertThatThrownBy(() -> NodeSettings.load(wrong, Optional.of(file)))
        .isInstanceOf(CannotStart.class)
        .satisfies(
            e ->
                assertThat(e.getMessage().lines())
                    .contains(
                        "conclave.node.port = 70000 (command line): must be a whole number from 1"
                            + " to 65535",
                        "conclave.node.data-dir = \"\" (command line): must be the path of a"
                            + " directory")
                    .anyMatch(line -> line.startsWith("conclave.node.name = \"a b\""))
                    .anyMatch(line -> line.contains("entry n1=localhost must be NAME=HOST:PORT"))
                    .anyMatch(line -> line.contains("entry n2=127.0.0.1:99999 must be"))
                    .anyMatch(line -> line.startsWith("conclave.http.deadline = \"soon\""))
                    .anyMatch(line -> line.startsWith("conclave.http.max-head = 1 "))
                    .anyMatch(line -> line.startsWith("conclave.http.typo = 5"))
                    .anyMatch(line -> line.contains("must be one of fsync, memory"))
                    .anyMatch(line -> line.startsWith("conclave.limits.value = {"))
                    .hasSize(11));
  }

  @Test
  void theJournalAndTheMonitorAreSetAndWhatMustAgreeIsInTheTerms() {
    NodeSettings standard = load(Map.of());
    assertThat(standard.journal()).isEqualTo(new JournalSettings(16 << 20, 1 << 20, 8, 256));
    assertThat(standard.monitor().interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(standard.monitor().silentIntervals()).isEqualTo(3);
    NodeSettings larger = load(Map.of("journal.segment-bytes", "32 MiB"));
    assertThat(larger.journal().segmentBytes()).isEqualTo(32 << 20);
    assertThat(larger.terms().settings())
        .containsEntry("conclave.journal.segment-bytes", "33554432")
        .containsKeys("conclave.limits.value", "limits of sessions", "limits of maps")
        .isNotEqualTo(standard.terms().settings());
    assertThat(load(Map.of("journal.buffer-bytes", "64 KiB")).terms()).isEqualTo(standard.terms());
    assertThatThrownBy(
            () -> load(Map.of("journal.segment-bytes", "8388609", "monitor.silent-intervals", 0)))
        .hasMessageContaining(
            "conclave.journal.segment-bytes = \"8388609\" (command line): must be")
        .hasMessageContaining("must be a multiple of 4096 bytes")
        .hasMessageContaining("conclave.monitor.silent-intervals = 0");
  }

  @Test
  void everyKindOfAlarmHasItsLevels() {
    List<Threshold> thresholds = load(Map.of()).monitor().thresholds();
    assertThat(thresholds).extracting(Threshold::kind).containsExactly(AlarmKind.values());
    assertThat(thresholds)
        .contains(
            new Threshold(AlarmKind.FSYNC, 500, 200, 5_000_000_000L, 10_000_000_000L),
            new Threshold(
                AlarmKind.DISK_BYTES, 1L << 30, 2L << 30, 10_000_000_000L, 10_000_000_000L),
            new Threshold(AlarmKind.UNREACHABLE, 1, 0, 0, 0));
    assertThatThrownBy(
            () ->
                load(
                    Map.of(
                        "monitor.alarms.heap.clear",
                        0.99,
                        "monitor.alarms.disk-share.clear",
                        0.01,
                        "monitor.alarms.cpu.raise",
                        95,
                        "monitor.alarms.fsync.raise",
                        "often")))
        .hasMessageContaining(
            "conclave.monitor.alarms.heap.clear = 0.99 (command line): must be below raise")
        .hasMessageContaining(
            "conclave.monitor.alarms.disk-share.clear = 0.01 (command line): must be above raise")
        .hasMessageContaining("alarms.cpu.raise = 95 (command line): must be a number from 0 to 1")
        .hasMessageContaining("alarms.fsync.raise = \"often\"");
  }

  @Test
  void theMonitorsSettingsAreReadAlone() {
    Config all = ConfigFactory.load();
    assertThat(NodeSettings.monitor(all)).isEqualTo(load(Map.of()).monitor());
    Config wrong = ConfigFactory.parseString("conclave.monitor.silent-intervals = 0");
    assertThatThrownBy(() -> NodeSettings.monitor(wrong.withFallback(all)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("conclave.monitor.silent-intervals = 0");
  }

  @Test
  void peersMustNameTheNodeAndExcludeJoining() {
    assertThatThrownBy(() -> load(Map.of("node.name", "n9", "node.join", List.of("h:1"))))
        .hasMessageContaining("must have an entry for this node, n9")
        .hasMessageContaining("must be empty when there are peers");
  }

  @Test
  void theHostIsSaidOrThatOfTheOwnEntryOrTheLastKnown() {
    assertThat(load(Map.of()).address(Optional.empty())).hasToString("127.0.0.1:25521");
    assertThat(load(Map.of("node.host", "h")).address(Optional.empty())).hasToString("h:25521");
    NodeSettings restarted = load(Map.of("node.peers", List.of()));
    Membership membership =
        new Membership(
            "c", List.of(new Membership.Member(new NodeId("n1", 1), "10.0.0.7:1", true)));
    assertThat(restarted.address(Optional.of(membership))).hasToString("10.0.0.7:25521");
    assertThatThrownBy(() -> restarted.address(Optional.empty()))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("node n1 has no address");
  }

  @Test
  void aSystemPropertyThatIsNoSettingIsSomebodyElses() {
    Properties properties = new Properties();
    properties.setProperty("conclave.test.forks", "1");
    properties.setProperty("conclave.node.name", "n1");
    Config config =
        ConfigFactory.parseProperties(
                properties, ConfigParseOptions.defaults().setOriginDescription("system properties"))
            .withFallback(ConfigFactory.parseString("conclave.node.data-dir = /tmp/x"))
            .withFallback(ConfigFactory.defaultReference());
    assertThat(NodeSettings.of(config, Optional.empty(), List.of()).name()).isEqualTo("n1");
    Config wrong = ConfigFactory.parseString("conclave.test.forks = 1").withFallback(config);
    assertThatThrownBy(() -> NodeSettings.of(wrong, Optional.empty(), List.of("and this")))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("conclave.test.forks = 1 ")
        .hasMessageEndingWith("there is no such key\nand this");
  }

  @Test
  void everyKeyIsExplained() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/main/resources/reference.conf")).stream()
            .map(String::strip)
            .toList();
    int keys = 0;
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches("[a-z-]+ = .*")) {
        keys++;
        assertThat(lines.get(i - 1)).as("above %s", lines.get(i)).startsWith("#");
      }
    }
    assertThat(keys).isGreaterThan(15);
  }

  @Test
  void anOccupiedPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> Ports.requireFree(address, "--port"))
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith("cannot listen on %s (--port): ", address);
    }
  }

  private static NodeSettings load(Map<String, Object> more) {
    return NodeSettings.load(options(more), Optional.empty());
  }

  private static Map<String, Object> options(Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>();
    options.put("node.name", "n1");
    options.put("node.data-dir", "/tmp/data");
    options.put("node.peers", PEERS);
    options.putAll(more);
    return options;
  }

  @Test
  void aSectionThatIsNoneIsAnErrorOfItsOwner() {
    for (String wrong : List.of("conclave.node = x", "conclave.http.port = null")) {
      Config config = ConfigFactory.parseString(wrong).withFallback(ConfigFactory.load());
      assertThatThrownBy(() -> NodeSettings.of(config, Optional.empty(), List.of("and this")))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining(wrong.substring(0, wrong.indexOf(' ')))
          .hasMessageEndingWith("\nand this");
    }
  }
}
