package conclave.multijvm;

import conclave.cli.api.ApiClient;
import conclave.cli.api.ApiClient.Answer;
import conclave.multijvm.process.JavaCommand;
import conclave.multijvm.process.NodeJvm;
import conclave.node.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node of Conclave's command line, {@code conclave node}. */
public final class NodeProcess implements ForkedNode {

  /** Above the longest that a node takes for an answer of its own. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final Setup setup;
  private final NodeJvm jvm;
  private final ApiClient api;

  /**
   * What stays the same from one process to the next.
   *
   * @param name the node's name
   * @param java runs them
   * @param mainClass takes the arguments of {@code conclave}
   * @param place of the traffic between nodes
   * @param http where its API listens
   * @param dataDir its data directory
   * @param entry the option by which it comes into a cluster: {@code --peers=...} or {@code
   *     --join=...}
   * @param settings over its defaults, in HOCON
   * @param log takes what the processes print
   */
  public record Setup(
      String name,
      JavaCommand java,
      String mainClass,
      Wiring.Place place,
      HostPort http,
      Path dataDir,
      String entry,
      String settings,
      Path log) {

    /** The port that the other nodes are told. */
    public int port() {
      return place.announced().port();
    }

    /** The arguments of {@code conclave} that make this node. */
    public List<String> arguments() {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "node",
                  "--name=" + name,
                  "--port=" + port(),
                  "--http-port=" + http.port(),
                  "--data-dir=" + dataDir,
                  entry));
      if (hasConfig()) {
        arguments.add("--config=" + config());
      }
      return arguments;
    }

    /** What to execute to run this node with the classes there. */
    List<String> command(JavaCommand with) {
      List<String> all = new ArrayList<>(arguments());
      all.add("--stop-with-stdin");
      return with.running(mainClass, all);
    }

    /** What to execute for {@code conclave} with other arguments. */
    public List<String> command(List<String> others) {
      return java.running(mainClass, others);
    }

    /** The command line has no options for that. */
    private boolean hasConfig() {
      return !place.isDirect() || !settings.isBlank();
    }

    private Path config() {
      return log.resolveSibling(name + ".conf");
    }
  }

  NodeProcess(Setup setup, Timeline timeline) {
    this.setup = setup;
    List<String> command = setup.command(setup.java());
    this.jvm =
        new NodeJvm(
            new NodeJvm.Spec(setup.name(), setup.java(), command, setup.dataDir(), setup.log()),
            timeline);
    this.api = new ApiClient(setup.http(), ANSWER);
  }

  @Override
  public String name() {
    return setup.name();
  }

  @Override
  public NodeJvm jvm() {
    return jvm;
  }

  /** What it is started with. */
  public Setup setup() {
    return setup;
  }

  /** Where its API listens. */
  public HostPort http() {
    return setup.http();
  }

  /** A client of its API, with answers within 3 s. */
  public ApiClient api() {
    return api;
  }

  /**
   * From its next start on, the node is of another build, on the same directory and with the same
   * options and settings.
   *
   * @param classPath of that build, all of it
   */
  public void onClassPath(String classPath) {
    jvm.executes(setup.command(setup.java().onClassPath(classPath)));
  }

  /** From its next start on, the node is of the build that it was made with. */
  public void onOwnClassPath() {
    jvm.executes(setup.command(setup.java()));
  }

  @Override
  public void start() {
    if (setup.hasConfig()) {
      writeConfig();
    }
    jvm.start(new byte[0]);
  }

  @Override
  public void awaitReady(Patience patience) {
    patience.until(
        this + " is ready",
        () -> {
          if (!alive()) {
            throw new AssertionError(name() + " ended: " + jvm.lastWords(1));
          }
          Answer answer = api.get("/ready");
          if (answer.status() != 200) {
            throw new IOException(answer.text().strip());
          }
          return Optional.of(answer);
        });
  }

  @Override
  public String toString() {
    return name() + " at " + http() + ", log " + setup.log();
  }

  private void writeConfig() {
    Wiring.Place place = setup.place();
    String behind =
        """
        akka.remote.artery {
          bind { hostname = "%s", port = %d }
          advanced.tcp.outbound-client-hostname = "%s"
        }
        """
            .formatted(place.bound().host(), place.bound().port(), place.announced().host());
    try {
      Files.writeString(setup.config(), (place.isDirect() ? "" : behind) + setup.settings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
