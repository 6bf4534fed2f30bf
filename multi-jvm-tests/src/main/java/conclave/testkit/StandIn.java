package conclave.testkit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.EntryId;
import conclave.replica.LeaderIs;
import conclave.replica.apply.Applier;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Follow;
import conclave.replica.apply.Queries;
import conclave.replica.peers.LocalActors;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;
import java.util.List;
import java.util.Optional;

/**
 * Stands where a node's replica of a group would: the machines, their applier and its feed are the
 * real ones; only what is committed comes from the imaginary {@link Group} and not from Raft.
 */
final class StandIn extends AbstractBehavior<Object> {

  /**
   * What it is given.
   *
   * @param name of the group on this node, under which it is found
   * @param peers the node's
   */
  record Setup(String name, Group group, Link link, Peers peers) {}

  private final Setup setup;
  private final Group group;
  private final ActorRef<Applier.Command> applier;
  private final LocalActors local;

  private StandIn(ActorContext<Object> context, Setup setup) {
    super(context);
    this.setup = setup;
    this.group = setup.group();
    this.local = new LocalActors(context.getSystem());
    Applier.Setup given =
        new Applier.Setup(
            setup.name(),
            group::freshMachines,
            setup.peers(),
            context.getSystem().ignoreRef(),
            context.getSystem().ignoreRef(),
            1);
    this.applier = context.spawn(Applier.create(given), "applier");
    group.join(context.getSelf().narrow());
  }

  static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(context -> new StandIn(context, setup));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Group.Committed.class, this::onCommitted)
        .onMessage(Group.Leads.class, this::onLeads)
        .onMessage(Wire.Submit.class, this::onSubmit)
        .onMessage(Queries.class, this::onQueries)
        .onMessage(Follow.class, this::onFollow)
        .build();
  }

  private Behavior<Object> onCommitted(Group.Committed committed) {
    setup.link().news(() -> applier.tell(new Applier.Apply(committed.entries())));
    return this;
  }

  private Behavior<Object> onLeads(Group.Leads leads) {
    setup
        .link()
        .news(
            () -> {
              applier.tell(new Applier.TellLeader(new Feed.Leader(leads.term(), leads.leader())));
              local.gateway(setup.name(), new LeaderIs(leads.term(), leads.leader()));
            });
    return this;
  }

  private Behavior<Object> onFollow(Follow follow) {
    applier.tell(follow);
    return this;
  }

  private Behavior<Object> onSubmit(Wire.Submit submit) throws MalformedException {
    if (group.leader().isEmpty()) {
      answer(
          submit,
          new Wire.Refused(setup.name(), submit.batch(), Wire.Reason.NOT_LEADER, Optional.empty()));
      return this;
    }
    boolean opens = Command.decode(submit.commands().get(0)) instanceof Command.OpenSession;
    Optional<InMemoryNode.Fate> fate = opens ? Optional.empty() : setup.link().takeNext();
    if (fate.isPresent()) {
      forget(submit, fate.get());
    } else {
      take(submit);
    }
    return this;
  }

  /** The applier sends what they come to. */
  private void take(Wire.Submit submit) {
    EntryId first = new EntryId(group.leads().term(), group.last().index() + 1);
    applier.tell(
        new Applier.Expect(first, submit.commands().size(), submit.from(), submit.batch()));
    group.append(submit.commands());
  }

  /** Nobody can say any more what they came to. */
  private void forget(Wire.Submit submit, InMemoryNode.Fate fate) {
    if (fate == InMemoryNode.Fate.DONE) {
      group.append(submit.commands());
    }
    List<byte[]> forgotten =
        submit.commands().stream().map(command -> Result.Refusal.FORGOTTEN.encode()).toList();
    answer(submit, new Wire.Results(setup.name(), submit.batch(), 0, forgotten));
  }

  private void answer(Wire.Submit submit, Wire.ForGateway answer) {
    setup.peers().tell(submit.from(), answer);
  }

  /** What is stale is asked here, whatever the cluster does. */
  private Behavior<Object> onQueries(Queries queries) {
    if (!queries.linearizable()) {
      applier.tell(new Applier.AnswerAt(0, queries));
    } else {
      setup.link().request(() -> askFresh(queries));
    }
    return this;
  }

  private void askFresh(Queries queries) {
    Link link = setup.link();
    Queries.Asker asker = reply -> link.answer(() -> queries.replyTo().tell(reply));
    if (group.leader().isEmpty()) {
      asker.tell(new Queries.Failed(queries.id()));
      return;
    }
    Queries asked = new Queries(queries.id(), true, queries.questions(), asker);
    applier.tell(new Applier.AnswerAt(group.last().index(), asked));
  }
}
