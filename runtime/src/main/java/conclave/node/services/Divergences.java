package conclave.node.services;

import conclave.raft.RaftEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * In which groups the machines of this node were found to be others than somebody else's, since the
 * process started: it is not forgotten when they are given another state, since the cause may be
 * here still. Any thread.
 */
public final class Divergences implements BiConsumer<String, RaftEvent> {

  private final Set<String> groups = ConcurrentHashMap.newKeySet();

  @Override
  public void accept(String group, RaftEvent event) {
    if (event.kind() == RaftEvent.Kind.DIVERGED || event.kind() == RaftEvent.Kind.DISPUTED) {
      groups.add(group);
    }
  }

  /** How many groups. */
  public int count() {
    return groups.size();
  }
}
