package conclave.multijvm.nemesis;

/** What can strike. */
public enum Kind {
  /** A process dies by SIGKILL, and is started again on its directory. */
  KILL,
  /** A process stands still, its connections open, and goes on. */
  PAUSE,
  /** One direction between two nodes is cut, connections are reset. */
  CUT,
  /** One direction between two nodes holds everything back, and gives it all when it heals. */
  HOLE,
  /** One direction between two nodes takes longer, by another time for each message. */
  DELAY,
  /** Whoever leads loses all its links, both ways. */
  ISOLATE_LEADER
}
