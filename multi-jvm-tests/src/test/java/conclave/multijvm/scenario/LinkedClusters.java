package conclave.multijvm.scenario;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.links.Links;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives scenarios three nodes whose links can be broken, the same to all: whole and ready before
 * each. One that a scenario failed on is not given to the next.
 */
final class LinkedClusters
    implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {

  private static final String LINKED = "linked";
  private static final AtomicInteger STARTED = new AtomicInteger();

  /** A node that was away for some hundred writes gets a snapshot. */
  private static final String SMALL_SNAPSHOTS =
      """
      conclave.raft { snapshot-after-bytes = 512 KiB, keep-bytes = 64 KiB }
      """;

  /**
   * What a scenario gets. Closed by JUnit when all are over.
   *
   * @param processes of the nodes
   * @param links between them
   */
  record Linked(ClusterProcesses processes, Links links) implements AutoCloseable {
    @Override
    public void close() {
      processes.close();
    }
  }

  /** A fresh one for the scenario alone; it closes it. */
  static Linked own(String name, int size) {
    Links links = Links.seeded(4);
    ClusterProcesses processes =
        ClusterProcesses.start(
            ClusterProcesses.Setup.in(Clusters.folder(name))
                .of(size)
                .wired(links)
                .config(SMALL_SNAPSHOTS));
    processes.awaitReady(Clusters.START);
    return new Linked(processes, links);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Linked.class;
  }

  @Override
  public Linked resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    Linked linked = shared(context);
    linked.links().all().heal();
    linked.processes().awaitReady(Clusters.START);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      store(context).remove(LINKED, Linked.class).close();
    }
  }

  private static Linked shared(ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(
            LINKED, key -> own(LINKED + "-" + STARTED.incrementAndGet(), 3), Linked.class);
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(ExtensionContext.Namespace.create(LinkedClusters.class));
  }
}
