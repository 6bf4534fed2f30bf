package conclave.balance.route;

import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which node offers which services, as the nodes said last. A hint: whoever is asked in vain says
 * so. One set for each member, of as many services as one announcement may name.
 */
public final class Directory {

  private final Map<NodeId, Set<String>> services = new HashMap<>();

  /** That node offers these services and no others. */
  public void heard(NodeId node, Collection<String> offered) {
    services.put(node, new HashSet<>(offered));
  }

  /** Nothing is kept of anybody else. */
  public void retain(Collection<NodeId> members) {
    services.keySet().retainAll(members);
  }

  /** That node said that it does not offer it, whatever it announced before. */
  void forget(NodeId node, String service) {
    services.getOrDefault(node, new HashSet<>()).remove(service);
  }

  boolean offers(NodeId node, String service) {
    return services.getOrDefault(node, Set.of()).contains(service);
  }
}
