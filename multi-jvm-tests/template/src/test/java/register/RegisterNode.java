package register;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.Behavior;
import conclave.multijvm.NodeContext;
import conclave.multijvm.NodeGuardian;
import java.util.List;

/** What each node of the scenario runs: n1 the primary, the others copies. */
final class RegisterNode implements NodeGuardian {

  @Override
  public Behavior<?> create(NodeContext node) {
    List<ActorRef<Register.Message>> others =
        node.peers().keySet().stream()
            .filter(name -> !name.equals("n1"))
            .map(name -> guardian(node, name))
            .toList();
    return node.name().equals("n1")
        ? Register.primary(others)
        : Register.copy(guardian(node, "n1"), Boolean.getBoolean("register.hasty"));
  }

  /** By its path: a reference that is good for the next process of that node, too. */
  private static ActorRef<Register.Message> guardian(NodeContext node, String name) {
    String path = "akka://%s@%s/user".formatted(node.system().name(), node.peers().get(name));
    return ActorRefResolver.get(node.system()).resolveActorRef(path);
  }
}
