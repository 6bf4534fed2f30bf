package conclave.multijvm.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives scenarios a cluster of three that is ready, the same to all, since starting one is the slow
 * part. One that a scenario failed on is not given to the next.
 */
public final class Clusters
    implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {

  public static final Patience START = Patience.seconds(180);

  private static final Path FOLDER = Path.of("target", "multi-jvm").toAbsolutePath();
  private static final String SHARED = "shared";

  /** The logs of a cluster that a scenario failed on are not written over by the next. */
  private static final AtomicInteger STARTED = new AtomicInteger();

  /** Closed by JUnit when all scenarios are over. */
  private record Shared(ClusterProcesses cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.close();
    }
  }

  /** A fresh cluster for the scenario alone; it closes it. */
  public static ClusterProcesses own(String name) {
    ClusterProcesses cluster =
        ClusterProcesses.start(ClusterProcesses.Setup.in(FOLDER.resolve(name)));
    cluster.awaitReady(START);
    return cluster;
  }

  /** Waits until every node shows every node as a member of its Akka cluster, which so is one. */
  static void awaitAkka(ClusterProcesses cluster) {
    for (NodeProcess node : cluster.nodes()) {
      START.until(
          "all nodes in the Akka cluster, at " + node.name(),
          () -> {
            JsonNode seen = node.api().get("/api/v1/nodes").json();
            return Optional.of(seen)
                .filter(all -> all.size() == cluster.nodes().size())
                .filter(all -> all.findValuesAsText("akka").stream().allMatch("up"::equals));
          });
    }
  }

  /** Where that scenario's logs are. */
  public static Path folder(String name) {
    return FOLDER.resolve(name);
  }

  /** How often faults are repeated. */
  public static int rounds(int usual) {
    return Integer.getInteger("conclave.rounds", usual);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClusterProcesses.class;
  }

  /** The scenarios' parameters are resolved after {@link #beforeTestExecution}. */
  @Override
  public ClusterProcesses resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    shared(context).awaitReady(START);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      store(context).remove(SHARED, Shared.class).close();
    }
  }

  private static ClusterProcesses shared(ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(
            SHARED, key -> new Shared(own(SHARED + "-" + STARTED.incrementAndGet())), Shared.class)
        .cluster();
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.create(Clusters.class));
  }
}
