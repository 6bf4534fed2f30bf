package conclave.monitor;

import conclave.raft.log.NodeId;

/**
 * What a node knows of a member.
 *
 * @param node the member
 * @param vitals its latest figures, however old
 */
public record Sighting(NodeId node, Presence presence, Vitals vitals) {

  /** Whether it is there. */
  public enum Presence {
    /** Not heard yet, and it is too early to say more. */
    STARTING,
    /** Heard lately. */
    UP,
    /** Silent for too long. It may be dead, cut off or busy: nobody can tell these apart. */
    UNREACHABLE
  }
}
