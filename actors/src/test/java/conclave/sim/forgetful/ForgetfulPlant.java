package conclave.sim.forgetful;

/** Bugs of nodes that keep no log on disk. */
public enum ForgetfulPlant {
  /** Comes back under its former name without its log, and votes on. */
  L9_KEEPS_ITS_LIFE_WITHOUT_A_LOG
}
