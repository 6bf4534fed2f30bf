package conclave.replica.apply;

import akka.actor.typed.ActorRef;
import conclave.raft.log.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What a follower of a machine hears from the replica beside it, in the order of the log. It may be
 * behind the cluster by as much as the replica is.
 */
public sealed interface Feed {

  /**
   * A new beginning: what was heard before is void.
   *
   * @param source who tells from here on; when it terminates, the feed is over
   * @param index what the machine had applied
   * @param view its answer to the follower's question
   */
  record Opened(ActorRef<?> source, long index, byte[] view) implements Feed {}

  /**
   * What the machine announced since.
   *
   * @param index the last entry that was applied
   * @param events at least one
   */
  record Changed(long index, List<byte[]> events) implements Feed {}

  /**
   * Whom the replica takes for the leader: said after Opened and whenever it changes. A hint, never
   * a proof.
   */
  record Leader(long term, Optional<NodeId> leader) implements Feed {}
}
