package conclave.http.ring;

/**
 * Port to the ring, as this node knows it: it may be behind the cluster, and the epoch tells by how
 * much. Answers from memory; any thread may ask.
 */
public interface RingService {

  /** Who owns which partition. Ends with Table or Missing. */
  RingOutcome table();

  /**
   * Whom to turn to for a key, the owner first. Ends with Owners or Missing.
   *
   * @param n how many; where there are fewer nodes, all of them
   */
  RingOutcome owners(String key, int n);
}
