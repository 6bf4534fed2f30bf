package conclave.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import conclave.cli.api.ApiClient;
import conclave.cli.api.ApiClient.Answer;
import conclave.node.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conclave status}: what a node's HTTP API tells, as tables. */
@Command(
    name = "status",
    description =
        "Shows members, load, leaders, locks and ring of a cluster, as one of its nodes sees them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(6);
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  @Option(
      names = "--http",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The management API of any node.")
  private String http;

  @Option(names = "--json", description = "Prints the API's documents instead of tables.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    HostPort address =
        HostPort.parse(http)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "--http %s %s".formatted(http, HostPort.RULE)));
    ApiClient api = new ApiClient(address, TIMEOUT);
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode documents = JsonNodeFactory.instance.objectNode();
    documents.set("ready", health(api));
    documents.set("nodes", fetch(api, "/api/v1/nodes"));
    documents.set("groups", fetch(api, "/api/v1/raft/groups"));
    documents.set("locks", fetchOrWhy(api, "/api/v1/locks"));
    documents.set("ring", fetchOrWhy(api, "/api/v1/ring"));
    if (json) {
      out.println(documents.toPrettyString());
    } else {
      StatusTables.print(documents, out);
    }
    out.flush();
    return Conclave.OK;
  }

  private JsonNode fetch(ApiClient api, String path) {
    return document(answer(api, path), path);
  }

  private JsonNode document(Answer answer, String path) {
    if (answer.status() != OK) {
      throw failed("HTTP %d for %s: %s".formatted(answer.status(), path, answer.text()), null);
    }
    return json(answer);
  }

  /** What needs a quorum may be missing; then its place is taken by the error document. */
  private JsonNode fetchOrWhy(ApiClient api, String path) {
    Answer answer = answer(api, path);
    return answer.status() == UNAVAILABLE ? json(answer) : document(answer, path);
  }

  /** Whether the node is ready, and what a write survives; nothing where it does not say so. */
  private JsonNode health(ApiClient api) {
    Answer answer = answer(api, "/ready");
    return answer.status() == OK || answer.status() == UNAVAILABLE
        ? json(answer)
        : JsonNodeFactory.instance.objectNode();
  }

  private Answer answer(ApiClient api, String path) {
    try {
      return api.get(path);
    } catch (IOException e) {
      throw failed(e.getMessage(), e);
    }
  }

  private JsonNode json(Answer answer) {
    try {
      return answer.json();
    } catch (IOException e) {
      throw failed(e.getMessage(), e);
    }
  }

  private CommandFailed failed(String why, IOException cause) {
    return new CommandFailed("no status from %s: %s".formatted(http, why), cause);
  }
}
