package conclave.node.process;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.async.internal.Errands;
import conclave.http.ClusterView;
import conclave.raft.Acceptor;
import conclave.raft.log.NodeId;
import conclave.replica.Replica;
import conclave.replica.ReplicaStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What this node's replicas say of their groups, asked anew for each request. */
final class GroupsView implements ClusterView {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private enum Late {
    INSTANCE
  }

  private final NodeServices services;
  private final Errands errands;
  private final NodesView nodes;

  GroupsView(NodeServices services, Errands errands, NodesView nodes) {
    this.services = services;
    this.errands = errands;
    this.nodes = nodes;
  }

  @Override
  public CompletionStage<List<Node>> nodes() {
    return nodes.nodes();
  }

  @Override
  public CompletionStage<List<Group>> groups() {
    CompletableFuture<List<Group>> answer = new CompletableFuture<>();
    if (services.membership().isEmpty()) {
      answer.complete(List.of());
    } else {
      errands.run(new Errands.Errand(collector(answer), 0, why -> answer.complete(List.of())));
    }
    return answer;
  }

  /** Asks each replica once; one that is opening or halted does not answer, and is left out. */
  private Behavior<Object> collector(CompletableFuture<List<Group>> answer) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  List<ReplicaStatus> heard = new ArrayList<>();
                  for (String group : NodeServices.GROUPS) {
                    services.tellReplica(group, new Replica.GetStatus(context.getSelf().narrow()));
                  }
                  timers.startSingleTimer(Late.INSTANCE, PATIENCE);
                  return Behaviors.receive(Object.class)
                      .onMessage(
                          ReplicaStatus.class,
                          status -> {
                            heard.add(status);
                            return heard.size() < NodeServices.GROUPS.size()
                                ? Behaviors.same()
                                : done(heard, answer);
                          })
                      .onMessageEquals(Late.INSTANCE, () -> done(heard, answer))
                      .build();
                }));
  }

  private static Behavior<Object> done(
      List<ReplicaStatus> heard, CompletableFuture<List<Group>> answer) {
    heard.sort(Comparator.comparing(ReplicaStatus::group));
    answer.complete(heard.stream().map(GroupsView::group).toList());
    return Behaviors.stopped();
  }

  private static Group group(ReplicaStatus status) {
    List<Member> members = new ArrayList<>();
    status.configuration().voters().forEach(node -> members.add(member(status, node)));
    status
        .configuration()
        .learners()
        .forEach(
            node -> members.add(new Member(node.name(), "learner", status.matches().get(node))));
    members.sort(Comparator.comparing(Member::name));
    return new Group(
        status.group(),
        status.leader().map(NodeId::name).orElse(null),
        status.term(),
        status.commit(),
        status.applied(),
        members);
  }

  private static Member member(ReplicaStatus status, NodeId node) {
    boolean leads = status.leader().filter(node::equals).isPresent();
    boolean campaigns =
        status.self().equals(node)
            && (status.role() == Acceptor.Role.CANDIDATE
                || status.role() == Acceptor.Role.PROSPECT);
    String role = leads ? "leader" : campaigns ? "candidate" : "follower";
    return new Member(node.name(), role, status.matches().get(node));
  }
}
