package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import conclave.node.DataDirectory;
import conclave.node.NodeLauncher;
import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Exit statuses, and one clear line instead of a stack trace. */
class CommandLineTest {

  private static final NodeLauncher OPENS_ITS_DIRECTORY =
      settings -> {
        DataDirectory.open(settings.dataDir(), settings.name(), new Random(1));
        throw new IllegalStateException("boom");
      };

  @TempDir private Path temp;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Stream<Arguments> wrongUse() {
    return Stream.of(
        wrong("unknown argument --frob (see conclave node --help)", "node", "--frob"),
        wrong("unknown argument frobnicate", "frobnicate"),
        wrong("Missing required subcommand"),
        wrong("Invalid value for option '--port'", "node", "--port", "x"),
        wrong("Missing required option: '--http=HOST:PORT'", "status"),
        wrong("--http nowhere must be HOST:PORT", "status", "--http", "nowhere"),
        wrong("--nodes 0 must be 1 to 9", "demo", "--nodes", "0"),
        wrong("Missing required argument (specify one of these)", "bench"),
        wrong("are mutually exclusive", bench("--http-ports", "8551")),
        wrong("--peers: 127.0.0.1:1 must be NAME=HOST:PORT", "bench", "--peers", "127.0.0.1:1"),
        wrong("--peers: n1=host must be NAME=HOST:PORT", "bench", "--peers", "n1=host"),
        wrong("--http-ports 0 must be 1 to 65535", "bench", "--http-ports", "0"),
        wrong("--clients 0 must be 1 to 4096", bench("--clients", "0")),
        wrong("--clients 4097 must be 1 to 4096", bench("--clients", "4097")),
        wrong("--seconds 3601 must be 1 to 3600", bench("--seconds", "3601")),
        wrong("--warmup -1 must be 0 to 3600", bench("--warmup", "-1")),
        wrong("--value-bytes 1000001 must be 0 to 1000000", bench("--value-bytes", "1000001")),
        wrong("--keys 0 must be 1 to 1000000", bench("--keys", "0")),
        wrong("--op scan must be put, get or lock", bench("--op", "scan")),
        wrong(
            "--keys 9 must be at least --clients 10",
            bench("--op", "lock", "--keys", "9", "--clients", "10")),
        wrong("conclave.node.name = \"\"", "node", "--data-dir", "/tmp/x"),
        wrong(
            "conclave.node.port = 70000 (command line): must be a whole number from 1 to 65535",
            node("--port", "70000")),
        wrong("entry n1=localhost must be NAME=HOST:PORT", node("--peers", "n1=localhost")),
        wrong("cannot read the configuration file /nowhere", node("--config", "/nowhere")));
  }

  @ParameterizedTest
  @MethodSource
  void wrongUse(String sentence, String[] arguments) {
    assertThat(run(arguments)).isEqualTo(Conclave.WRONG_USE);
    assertThat(err.toString()).startsWith("conclave: ").contains(sentence);
    assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
  }

  @Test
  void anOccupiedPortIsWrongUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run(node("--http-port", port))).isEqualTo(Conclave.WRONG_USE);
      assertThat(err.toString()).contains("cannot listen on 127.0.0.1:" + port + " (--http-port)");
    }
  }

  @Test
  void aDirectoryOfAnotherNodeIsWrongUse() throws IOException {
    DataDirectory.open(temp, "other", new Random(2)).close();
    String[] arguments = {
      "node", "--name", "n1", "--http-port", freePort(), "--data-dir", temp + ""
    };
    assertThat(run(arguments)).isEqualTo(Conclave.WRONG_USE);
    assertThat(err.toString().strip())
        .isEqualTo("conclave: the data directory %s belongs to node other, not to n1", temp);
  }

  @Test
  void anUnforeseenFailureIsOneLineToo() throws IOException {
    String[] arguments = {
      "node", "--name", "n1", "--http-port", freePort(), "--data-dir", temp + ""
    };
    assertThat(run(arguments)).isEqualTo(Conclave.FAILED);
    assertThat(err.toString().lines())
        .containsExactly("conclave: java.lang.IllegalStateException: boom");
  }

  @Test
  void aBenchWithoutAClusterFailsWithOneLine() throws IOException {
    assertThat(run("bench", "--http-ports", freePort())).isEqualTo(Conclave.FAILED);
    assertThat(err.toString()).startsWith("conclave: no node tells where the cluster is: ");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : List.of("bench", "demo", "node", "status", "log")) {
      assertThat(run(command, "--help")).isEqualTo(Conclave.OK);
      assertThat(out.toString()).contains("Usage: conclave " + command);
    }
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).doesNotContain("stop-with-stdin");
  }

  @Test
  void statusShowsTablesOrTheDocuments() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    answer(
        server,
        "/api/v1/nodes",
        """
        [{"name":"n1","address":"h:1","status":"up","reachable":true,"cpu":0.25,
        "memoryUsed":52428800,"memoryMax":134217728,"diskFree":1073741824,
        "diskTotal":274877906944,"uptimeMs":61000,"systemCpu":0.5,"containerMemoryUsed":null,
        "containerMemoryMax":null,"gcShare":0.01,"fsyncMs":2.4,"pauseMs":0.0,"ageMs":843,
        "alarms":["fsync","pause"],"akka":"up","condition":"ailing"},
        {"name":"n2","address":"h:2","status":"unreachable","reachable":false,"cpu":null,
        "memoryUsed":null,"memoryMax":null,"diskFree":null,"diskTotal":null,"uptimeMs":null}]\
        """);
    answer(
        server,
        "/api/v1/raft/groups",
        """
        [{"group":"control","leader":"n1","term":3,"commitIndex":9,"lastApplied":8,
        "members":[{"name":"n1","role":"leader","matchIndex":7},
        {"name":"n2","role":"follower","matchIndex":null}]}]\
        """);
    answer(
        server,
        "/api/v1/locks",
        """
        [{"name":"door","owner":"a","fencingToken":7,"ttlMs":9000,"remainingMs":8500,"waiters":2}]\
        """);
    answer(
        server,
        "/api/v1/ring",
        """
        {"epoch":3,"partitions":4,"nodes":[{"name":"n1","weight":1,"partitions":4}],
        "table":["n1","n1","n1","n1"]}\
        """);
    server.start();
    String http = "127.0.0.1:" + server.getAddress().getPort();
    assertThat(run("status", "--http", http)).isEqualTo(Conclave.OK);
    assertThat(out.toString().lines())
        .contains(
            "node  address  status       reachable  akka  disk free   uptime",
            "n1    h:1      up           true       up    1024M/256G  1M1S",
            "n2    h:2      unreachable  false      -     -           -",
            "load  cpu  all cpu  heap      container  gc  fsync  pause  age     fit     alarms",
            "n1    25%  50%      50M/128M  -          1%  2 ms   0 ms   843 ms  ailing  fsync,"
                + " pause",
            "n2    -    -        -         -          -   -      -      -       -       -",
            "group    leader  term  commit  applied  behind",
            "control  n1      3     9       8        1",
            "group    member  role      match  lag",
            "control  n1      leader    7      2",
            "control  n2      follower  -      -",
            "lock  owner  token  remaining  waiters",
            "door  a      7      8500 ms    2",
            "ring  epoch  weight  partitions  of",
            "n1    3      1       4           4");
    assertThat(run("status", "--json", "--http", http)).isEqualTo(Conclave.OK);
    assertThat(out.toString())
        .contains("\"commitIndex\" : 9", "\"fencingToken\" : 7", "\"epoch\" : 3");
    server.stop(0);
    assertThat(run("status", "--http", http)).isEqualTo(Conclave.FAILED);
    assertThat(err.toString()).startsWith("conclave: no status from " + http);
  }

  /** A node that is in no cluster is just the one whose status somebody wants to see. */
  @Test
  void statusOfANodeInNoClusterSaysWhatIsMissing() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    answer(
        server,
        "/ready",
        503,
        "{\"error\":\"lost_majority\",\"message\":\"n2 forgot it\",\"durability\":\"memory\"}");
    answer(server, "/api/v1/nodes", "[]");
    answer(server, "/api/v1/raft/groups", "[]");
    String why = "{\"error\":\"unavailable\",\"message\":\"it waits for n2\"}";
    answer(server, "/api/v1/locks", 503, why);
    answer(server, "/api/v1/ring", 503, why);
    server.start();
    assertThat(run("status", "--http", "127.0.0.1:" + server.getAddress().getPort()))
        .isEqualTo(Conclave.OK);
    server.stop(0);
    assertThat(out.toString().lines())
        .startsWith("durability memory", "lost_majority: n2 forgot it")
        .contains("locks are not known: it waits for n2", "the ring is not known: it waits for n2");
  }

  private static void answer(HttpServer server, String path, String body) {
    answer(server, path, 200, body);
  }

  private static void answer(HttpServer server, String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static Arguments wrong(String sentence, String... arguments) {
    return Arguments.of(sentence, arguments);
  }

  private static String[] bench(String... more) {
    return Stream.concat(Stream.of("bench", "--peers", "n1=127.0.0.1:1"), Stream.of(more))
        .toArray(String[]::new);
  }

  private static String[] node(String... more) {
    return Stream.concat(
            Stream.of("node", "--name", "n1", "--data-dir", "/nowhere/data"), Stream.of(more))
        .toArray(String[]::new);
  }

  private static String freePort() {
    return Integer.toString(FreePorts.take());
  }

  private int run(String... arguments) {
    CommandLine commandLine = Conclave.commandLine(OPENS_ITS_DIRECTORY);
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
