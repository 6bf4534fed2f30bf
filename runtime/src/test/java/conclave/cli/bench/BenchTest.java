package conclave.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import conclave.node.HostPort;
import conclave.node.NodeLauncher.Running;
import conclave.node.NodeSettings;
import conclave.node.process.NodeRunner;
import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bench on a real node: members are found, keys are written, figures add up. */
class BenchTest {

  @TempDir private Path data;

  @Test
  void putsGetsAndLocksFromAProcessThatIsNoMember() throws Exception {
    int port = FreePorts.take();
    String peer = "n1=127.0.0.1:" + port;
    Map<String, Object> options =
        Map.of(
            "node.name", "n1",
            "node.port", port,
            "node.data-dir", data.toString(),
            "node.peers", List.of(peer),
            "http.port", FreePorts.take());
    Running node = new NodeRunner().launch(NodeSettings.load(options, Optional.empty()));
    try {
      for (Plan.Op op : Plan.Op.values()) {
        Plan.Times times = new Plan.Times(Duration.ZERO, Duration.ofSeconds(1));
        Plan plan = new Plan(op, 8, times, 100, 20);
        Report report =
            Bench.run(plan, new Bench.Target("conclave", List.of(new HostPort("127.0.0.1", port))));
        System.out.println(report.json());
        check(op, report);
      }
    } finally {
      node.stop().toCompletableFuture().join();
    }
  }

  private static void check(Plan.Op op, Report report) throws IOException {
    JsonNode line = new ObjectMapper().readTree(report.json());
    List<String> fields = new ArrayList<>();
    line.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactly("op", "clients", "ops_per_s", "p50_us", "p99_us", "p999_us", "errors");
    assertThat(line.get("op").asText()).isEqualTo(op.toString());
    assertThat(line.get("clients").asInt()).isEqualTo(8);
    assertThat(line.get("ops_per_s").asDouble()).isGreaterThan(10);
    assertThat(line.get("p50_us").asLong()).isBetween(1L, line.get("p99_us").asLong());
    assertThat(line.get("p999_us").asLong()).isLessThan(60_000_000);
    assertThat(line.get("errors").asLong()).isZero();
    assertThat(report.operations()).isGreaterThan(10);
  }
}
