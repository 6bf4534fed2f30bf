package conclave.sim.world;

/** A client of a cluster, which notes what it sees in a history. */
public interface Client {

  void start();

  /** When the latest operation was answered, in the world's time. */
  long lastDone();
}
