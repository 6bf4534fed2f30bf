package conclave.multijvm.nemesis;

import conclave.InternalApi;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ForkedNode;
import conclave.multijvm.JvmCluster;
import conclave.multijvm.links.Links;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Whom a {@link Nemesis} may strike. */
public interface Victims {

  /** The processes. */
  List<? extends ForkedNode> nodes();

  /** What is between them. */
  Links links();

  /** Who leads now, where that is known; asked while others are hurt, so it must not wait. */
  Optional<String> leader();

  /** Has that in the timeline. */
  void note(String what);

  /** The node of that name. */
  default ForkedNode node(String name) {
    return nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no node " + name));
  }

  /** Nodes of the command line; the leader is that of the maps' group. */
  @InternalApi
  static Victims of(ClusterProcesses cluster, Links links) {
    return of(
        cluster.nodes(),
        links,
        () -> cluster.leaderNow(ClusterProcesses.MAPS).map(leader -> leader.node().name()),
        what -> cluster.timeline().note("nemesis", what));
  }

  /** An application's nodes; it knows who leads, or says that nobody does. */
  static Victims of(JvmCluster cluster, Links links, Supplier<Optional<String>> leader) {
    return of(cluster.nodes(), links, leader, what -> cluster.timeline().note("nemesis", what));
  }

  private static Victims of(
      List<? extends ForkedNode> nodes,
      Links links,
      Supplier<Optional<String>> leader,
      Consumer<String> notes) {
    return new Victims() {
      @Override
      public List<? extends ForkedNode> nodes() {
        return nodes;
      }

      @Override
      public Links links() {
        return links;
      }

      @Override
      public Optional<String> leader() {
        return leader.get();
      }

      @Override
      public void note(String what) {
        notes.accept(what);
      }
    };
  }
}
