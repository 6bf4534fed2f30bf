package conclave.cli;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.cli.api.ApiClient;
import conclave.cli.bench.Bench;
import conclave.cli.bench.Plan;
import conclave.cli.bench.Report;
import conclave.node.HostPort;
import conclave.node.process.NodeRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conclave bench}: load on a running cluster, measured from outside. */
@Command(
    name = "bench",
    description = {
      "Loads a running cluster from a process of its own and prints one line of JSON.",
      "Each client has one request outstanding; times are in microseconds."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {

  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(5);

  /** Where the cluster is. */
  private static final class Target {
    @Option(
        names = "--http-ports",
        split = ",",
        paramLabel = "PORT",
        description = "Management APIs on 127.0.0.1; they only tell where the nodes are.")
    private List<Integer> httpPorts;

    @Option(
        names = "--peers",
        split = ",",
        paramLabel = "NAME=HOST:PORT",
        description = "Nodes of the cluster, as in `conclave node`; one that lives is enough.")
    private List<String> peers;
  }

  @ArgGroup(multiplicity = "1")
  private Target target;

  @Option(
      names = "--system",
      defaultValue = NodeRunner.SYSTEM,
      paramLabel = "NAME",
      description =
          "The name of the nodes' ActorSystems (conclave); an application has one of its own.")
  private String system;

  @Option(
      names = "--clients",
      defaultValue = "64",
      paramLabel = "N",
      description = "Requests outstanding at any time, 1 to 4096 (64).")
  private int clients;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      paramLabel = "N",
      description = "How long to measure, 1 to 3600 (15).")
  private int seconds;

  @Option(
      names = "--warmup",
      defaultValue = "8",
      paramLabel = "N",
      description = "Seconds of load before that, 0 to 3600 (8).")
  private int warmup;

  @Option(
      names = "--value-bytes",
      defaultValue = "256",
      paramLabel = "N",
      description = "The size of a value, 0 to 1,000,000 (256).")
  private int valueBytes;

  @Option(
      names = "--keys",
      defaultValue = "1000",
      paramLabel = "N",
      description = "How many keys or locks, 1 to 1,000,000 (1000).")
  private int keys;

  @Option(
      names = "--op",
      defaultValue = "put",
      paramLabel = "put|get|lock",
      description =
          "What each client does (put). A get is linearizable; a lock is taken and given back, and"
              + " no two clients want one lock at a time.")
  private String op;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    within("--clients", clients, 1, 4_096);
    within("--seconds", seconds, 1, 3_600);
    within("--warmup", warmup, 0, 3_600);
    within("--value-bytes", valueBytes, 0, 1_000_000);
    within("--keys", keys, 1, 1_000_000);
    Plan plan =
        new Plan(
            op(), // first, so that a wrong word is told before anybody is asked
            clients,
            new Plan.Times(Duration.ofSeconds(warmup), Duration.ofSeconds(seconds)),
            valueBytes,
            keys);
    if (plan.op() == Plan.Op.LOCK && keys < clients) {
      throw wrong("--keys %d must be at least --clients %d".formatted(keys, clients));
    }
    Report report = Bench.run(plan, new Bench.Target(system(), contacts()));
    spec.commandLine().getOut().println(report.json());
    spec.commandLine().getOut().flush();
    return report.operations() > 0 ? Conclave.OK : Conclave.FAILED;
  }

  private void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong("%s %d must be %d to %d".formatted(option, value, least, most));
    }
  }

  private String system() {
    if (!system.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw wrong(
          "--system %s is no name of an ActorSystem: letters, digits, - and _".formatted(system));
    }
    return system;
  }

  private Plan.Op op() {
    return switch (op) {
      case "put" -> Plan.Op.PUT;
      case "get" -> Plan.Op.GET;
      case "lock" -> Plan.Op.LOCK;
      default -> throw wrong("--op %s must be put, get or lock".formatted(op));
    };
  }

  private List<HostPort> contacts() {
    return target.peers != null
        ? target.peers.stream().map(this::peer).toList()
        : List.copyOf(fromHttp());
  }

  private HostPort peer(String entry) {
    return HostPort.parse(entry.substring(entry.indexOf('=') + 1))
        .filter(address -> entry.indexOf('=') > 0)
        .orElseThrow(
            () ->
                wrong(
                    "--peers: %s must be NAME=HOST:PORT with a port from 1 to 65535"
                        .formatted(entry)));
  }

  /** One node that answers is enough: it knows the others. */
  private Set<HostPort> fromHttp() {
    target.httpPorts.forEach(port -> within("--http-ports", port, 1, 65_535));
    Set<HostPort> found = new LinkedHashSet<>();
    IOException last = null;
    for (int port : target.httpPorts) {
      HostPort address = new HostPort("127.0.0.1", port);
      try {
        for (JsonNode node : new ApiClient(address, HTTP_TIMEOUT).get("/api/v1/nodes").json()) {
          HostPort.parse(node.path("address").asText()).ifPresent(found::add);
        }
      } catch (IOException e) {
        last = e;
      }
    }
    if (found.isEmpty()) {
      String why = last == null ? "none is in a cluster yet" : last.getMessage();
      throw new CommandFailed("no node tells where the cluster is: " + why, last);
    }
    return found;
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
