package conclave.samples.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all lessons have: whether this process is one node, and which. */
public final class Seats {

  static final String HOST = "127.0.0.1";

  private static final String DEFAULT_PORTS = "25521,25522,25523";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Be one node of three, at this port, until Ctrl-C. Without it, all three nodes live in"
              + " this process, and the lesson is told from its beginning to its end.")
  private Integer port;

  @Option(
      names = "--ports",
      split = ",",
      paramLabel = "PORT",
      defaultValue = DEFAULT_PORTS,
      description = "The ports of n1, n2 and n3, with --port (${DEFAULT-VALUE}).")
  private List<Integer> ports;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the node keeps its data, with --port: a node that was killed comes back on it."
              + " Without it, a temporary folder that is deleted at the end.")
  private Path data;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Tells this.")
  private boolean help;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * One node among its peers.
   *
   * @param name n1, n2 or n3
   * @param port where the others reach it
   * @param peers all of them, as {@code conclave.node.peers} takes them
   * @param data where it keeps its data; empty for a temporary folder
   */
  public record Seat(String name, int port, List<String> peers, Optional<Path> data) {}

  /**
   * The node that this process is; empty where it is all three.
   *
   * @throws ParameterException for a port that is none of the three
   */
  public Optional<Seat> own() {
    if (port == null) {
      return Optional.empty();
    }
    if (ports.size() != 3 || ports.stream().distinct().count() != 3 || !ports.contains(port)) {
      throw new ParameterException(
          command.commandLine(),
          "--port %d must be one of three different --ports, not of %s".formatted(port, ports));
    }
    Seat seat = among(ports).get("n" + (ports.indexOf(port) + 1));
    return Optional.of(new Seat(seat.name(), seat.port(), seat.peers(), Optional.ofNullable(data)));
  }

  /** The seats of three nodes, by their names. */
  static SortedMap<String, Seat> among(List<Integer> ports) {
    TreeMap<String, Seat> seats = new TreeMap<>();
    List<String> peers =
        List.of(peer("n1", ports.get(0)), peer("n2", ports.get(1)), peer("n3", ports.get(2)));
    for (int i = 0; i < ports.size(); i++) {
      String name = "n" + (i + 1);
      seats.put(name, new Seat(name, ports.get(i), peers, Optional.empty()));
    }
    return seats;
  }

  private static String peer(String name, int port) {
    return "%s=%s:%d".formatted(name, HOST, port);
  }
}
