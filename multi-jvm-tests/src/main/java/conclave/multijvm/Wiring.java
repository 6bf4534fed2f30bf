package conclave.multijvm;

import conclave.multijvm.process.LoopbackPorts;
import conclave.node.HostPort;

/**
 * Decides where each node of a cluster listens and under which address the others reach it. The two
 * differ when something stands between the nodes. Asked once for each node, before it starts; the
 * answers hold for all its processes. Closed after the last node is gone.
 */
public interface Wiring extends AutoCloseable {

  /**
   * The addresses of a node's traffic with others.
   *
   * @param announced what the other nodes are told
   * @param bound where it listens
   */
  record Place(HostPort announced, HostPort bound) {

    /** The same address for both. */
    public static Place direct(HostPort address) {
      return new Place(address, address);
    }

    /** Whether nothing stands between. */
    public boolean isDirect() {
      return announced.equals(bound);
    }
  }

  /**
   * The place of that node.
   *
   * @param node its name
   * @param index from 1, each given once within a cluster
   */
  Place place(String node, int index);

  /** Told once, before the first place is asked for: where to note what is done to the links. */
  default void notesGoTo(Timeline timeline) {}

  /** Undoes whatever was done to the links; between two tests that share a cluster. */
  default void heal() {}

  @Override
  default void close() {}

  /** Nodes that reach each other without anything between. */
  static Wiring direct() {
    return (node, index) ->
        Place.direct(new HostPort(LoopbackPorts.HOST, LoopbackPorts.take(1).get(0)));
  }
}
