package conclave.node.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import conclave.balance.LoadView;
import conclave.balance.LoadView.NodeLoad;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.member.Desk;
import conclave.node.member.MemberSettings;
import conclave.node.member.Steward;
import conclave.node.member.table.Listed;
import conclave.node.member.table.Register;
import conclave.node.member.table.Stage;
import conclave.node.speech.Protocols;
import conclave.raft.RaftEvent;
import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What a node does about the members of its cluster, once it is in one. */
final class MemberKeeping {

  /**
   * What a node gives.
   *
   * @param address this node's own, {@code host:port}
   * @param loads whether members were heard lately
   * @param protocols hears which protocol version is in use
   * @param fatal hears why the node must end
   * @param formation writes down who is a member, and knows who is where
   */
  record Setup(
      ActorSystem<?> system,
      NodeServices services,
      AddressBook addresses,
      String address,
      LoadView loads,
      Protocols protocols,
      Consumer<String> fatal,
      ActorRef<FormationHost.Command> formation,
      LongSupplier nanoClock) {}

  private final Setup setup;

  /** The log of this node says that it is a member. */
  private boolean listed;

  /** A member said that this node is none. */
  private boolean told;

  private boolean removed;

  MemberKeeping(Setup setup) {
    this.setup = setup;
  }

  /** Starts it, once; returns where wishes are taken. */
  ActorRef<Desk.Command> start() {
    NodeServices services = setup.services();
    ActorRef<Desk.Command> desk = startDesk(services);
    Steward.Setup steward =
        new Steward.Setup(
            services.self(),
            setup.address(),
            NodeServices.CONTROL,
            Set.copyOf(NodeServices.GROUPS),
            services.gateway(NodeServices.CONTROL),
            services::tellReplica,
            this::addressOf,
            this::follow,
            this::heard,
            desk::tell,
            setup.protocols()::promisedBy,
            MemberSettings.create(setup.system().settings().config()).replaceDeadAfter(),
            setup.nanoClock());
    setup.system().systemActorOf(Steward.create(steward), Steward.NAME, Props.empty());
    return desk;
  }

  private ActorRef<Desk.Command> startDesk(NodeServices services) {
    Desk.Setup desk =
        new Desk.Setup(
            services.self(),
            services::waitsFor,
            services.gateway(NodeServices.CONTROL),
            sought -> setup.formation().tell(new FormationHost.Seek(sought)),
            this::heard,
            this::isRemoved);
    return setup.system().systemActorOf(Desk.create(desk), Desk.NAME, Props.empty());
  }

  private Optional<String> addressOf(NodeId node) {
    return node.equals(setup.services().self())
        ? Optional.of(setup.address())
        : setup.addresses().find(node).map(at -> at.host() + ":" + at.port());
  }

  private boolean heard(NodeId node) {
    return setup.loads().loads().stream()
        .filter(load -> load.node().equals(node))
        .anyMatch(NodeLoad::reachable);
  }

  /**
   * Something happened in control. May be told by any thread. One that has only just joined may be
   * told that it is no member, by somebody who has not heard of it yet: that counts only where it
   * knows that it was one, and as long as no leader sends it the log again.
   */
  synchronized void onEvent(RaftEvent event) {
    if (event.kind() == RaftEvent.Kind.REMOVED) {
      told = true;
    } else if (event.kind() == RaftEvent.Kind.FOLLOWS) {
      told = false;
    }
    leaveIfRemoved();
  }

  private synchronized void listed(boolean now) {
    listed = now;
    leaveIfRemoved();
  }

  private void leaveIfRemoved() {
    if (told && listed && !removed) {
      removed = true;
      setup.formation().tell(FormationHost.Out.INSTANCE);
    }
  }

  private synchronized boolean isRemoved() {
    return removed;
  }

  /** Whoever joins is reached before it is a member, since it has to have the log by then. */
  private void follow(Register register) {
    setup.protocols().use(register.protocol()).ifPresent(setup.fatal());
    register.in(Stage.JOINING).forEach(one -> setup.addresses().moved(one.id(), one.address()));
    Optional<Membership> known = setup.services().membership();
    boolean listed =
        register.find(setup.services().self()).filter(o -> o.stage() != Stage.JOINING).isPresent();
    listed(listed);
    if (known.isPresent() && listed) {
      setup.formation().tell(new FormationHost.Changed(membership(known.get(), register)));
    }
  }

  private static Membership membership(Membership known, Register register) {
    return known.with(
        register.listed().values().stream()
            .filter(one -> one.stage() != Stage.JOINING)
            .map(one -> member(known, one))
            .toList());
  }

  private static Member member(Membership known, Listed one) {
    return new Member(one.id(), one.address(), known.founding().isVoter(one.id()));
  }
}
