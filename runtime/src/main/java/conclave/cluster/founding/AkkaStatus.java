package conclave.cluster.founding;

/** What Akka says of this ActorSystem. */
public enum AkkaStatus {
  /** Member of no Akka cluster; it may be trying. */
  OUT,
  /** Member of one, or about to be: others can join through it. */
  IN,
  /** On its way out, or downed: nobody joins through it. */
  LEAVING,
  /** No member any more; this ActorSystem never will be again. */
  GONE
}
