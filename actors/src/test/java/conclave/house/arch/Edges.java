package conclave.house.arch;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;

/**
 * The classes at the edge of the process, where time, chance, threads and waiting enter. Each may
 * do one kind of call, for a reason.
 */
record Edges(List<Edge> edges) {

  /** All of them. An entry is added together with its class. */
  static final Edges OF_THE_HOUSE =
      new Edges(
          List.of(
              new Edge(
                  "conclave.replica.journal.Worker",
                  ForbiddenCall.THREADS,
                  "it is the port's thread: fdatasync waits, and no actor may"),
              new Edge(
                  "conclave.replica.journal.Worker",
                  ForbiddenCall.BLOCKING,
                  "its thread sleeps until there is work"),
              new Edge(
                  "conclave.node.process.NodeStart",
                  ForbiddenCall.CLOCK,
                  "a node begins here: it hands the clock to whoever needs one"),
              new Edge(
                  "conclave.node.process.NodeStart",
                  ForbiddenCall.CHANCE,
                  "a node begins here: it draws incarnations and seeds"),
              new Edge(
                  "conclave.node.process.NodeStart",
                  ForbiddenCall.BLOCKING,
                  "whoever starts a node waits for the HTTP port, to hear that it is taken"),
              new Edge(
                  "conclave.node.process.Ground",
                  ForbiddenCall.BLOCKING,
                  "a start that failed has closed the journal before it says so"),
              new Edge(
                  "conclave.node.process.Ending",
                  ForbiddenCall.BLOCKING,
                  "a JVM that Akka ends waits in a shutdown hook until the journal is closed"),
              new Edge(
                  "conclave.node.process.NodeRunner",
                  ForbiddenCall.CHANCE,
                  "an empty directory gets its incarnation when it is first opened"),
              new Edge(
                  "conclave.cluster.KeptNode",
                  ForbiddenCall.THREADS,
                  "whoever starts the next ActorSystem lives in none of them"),
              new Edge(
                  "conclave.cluster.KeptNode",
                  ForbiddenCall.BLOCKING,
                  "its thread waits for the end of an ActorSystem"),
              new Edge(
                  "conclave.cluster.KeptNode",
                  ForbiddenCall.CLOCK,
                  "it counts how long an ActorSystem lasted, and lives in none of them"),
              new Edge(
                  "conclave.cluster.KeptNode",
                  ForbiddenCall.CHANCE,
                  "nodes whose applications fail are not to start again in step"),
              new Edge(
                  "conclave.cli.NodeCommand",
                  ForbiddenCall.BLOCKING,
                  "the main thread waits for the end of the node"),
              new Edge(
                  "conclave.cli.RecoverCommand",
                  ForbiddenCall.CHANCE,
                  "the process begins here: it draws the incarnations of a new cluster"),
              new Edge(
                  "conclave.cli.RehearseCommand",
                  ForbiddenCall.BLOCKING,
                  "the main thread waits until the node of its rehearsal is ready, and ends it"),
              new Edge(
                  "conclave.cli.Lifetime",
                  ForbiddenCall.THREADS,
                  "shutdown hooks and the parent's pipe are outside any actor system"),
              new Edge(
                  "conclave.cli.Lifetime",
                  ForbiddenCall.BLOCKING,
                  "a shutdown hook must not return before the node has stopped"),
              new Edge(
                  "conclave.cli.bench.Bench",
                  ForbiddenCall.CLOCK,
                  "the process begins here: it hands the clock to whoever measures"),
              new Edge(
                  "conclave.cli.bench.Bench",
                  ForbiddenCall.CHANCE,
                  "the process begins here: it draws the client's name and the seed of the load"),
              new Edge(
                  "conclave.cli.bench.Bench",
                  ForbiddenCall.BLOCKING,
                  "the main thread waits for the figures"),
              new Edge(
                  "conclave.cli.demo.Demo",
                  ForbiddenCall.THREADS,
                  "its shutdown hook kills the children"),
              new Edge(
                  "conclave.cli.demo.NodeProcess",
                  ForbiddenCall.BLOCKING,
                  "a command of the shell: it waits for a child process to end")));

  /**
   * One exception.
   *
   * @param type the full name of the class; those nested in it are included
   * @param call what it may do
   * @param reason why it must be done there
   */
  record Edge(String type, ForbiddenCall call, String reason) {

    private boolean covers(JavaClass candidate) {
      return candidate.getName().equals(type) || candidate.getName().startsWith(type + "$");
    }
  }

  boolean allow(JavaClass type, ForbiddenCall call) {
    return edges.stream().anyMatch(edge -> edge.call() == call && edge.covers(type));
  }

  /** Entries whose class is gone, or no longer does what it was excused for. */
  List<Edge> stale(JavaClasses classes) {
    return edges.stream().filter(edge -> !edge.call().isUsedBy(classes, edge::covers)).toList();
  }
}
