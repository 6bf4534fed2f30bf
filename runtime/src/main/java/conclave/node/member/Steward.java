package conclave.node.member;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.machine.wire.MalformedException;
import conclave.node.member.table.Listed;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberReply;
import conclave.node.member.table.MemberTable;
import conclave.node.member.table.Register;
import conclave.node.member.upkeep.Deed;
import conclave.node.member.upkeep.Raising;
import conclave.node.member.upkeep.Sight;
import conclave.node.member.upkeep.Upkeep;
import conclave.node.member.upkeep.Vigil;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Follows the register on this node, tells the node who is in it, and brings the groups that this
 * node leads to what it says ({@link Upkeep}). Does nothing that must not be done twice, so if it
 * dies, the next one begins with a look.
 *
 * <pre>
 *   IDLE --look--> SIGHTS --something is due--> READS the register, linearizably --> SIGHTS
 *    ^               |                                                                 |
 *    |               `--nothing is--&gt;                                                  v
 *    `------------------------------------------- all answered, or too late ------- ACTS
 * </pre>
 */
public final class Steward extends AbstractBehavior<Object> {

  /** Its name among the system actors. */
  public static final String NAME = "conclave-steward";

  private static final Duration LOOK = Duration.ofMillis(250);

  /** One look in so many is made though nothing is known to have changed. */
  private static final int IDLE_LOOKS = 16;

  /** A question, a command or a change that takes longer is decided upon again. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * What a node gives.
   *
   * @param control the group that has the register
   * @param groups every group that this node hosts
   * @param gateway the way to {@code control}
   * @param replicas to this node's replica of a group
   * @param addresses where a node was last heard of, {@code host:port}
   * @param register hears of every register
   * @param heard whether a member was heard lately
   * @param desk takes a wish
   * @param promised what protocol version a node promised to speak at least
   * @param replaceDeadAfter how long a voter must be silent to be replaced; empty for never
   * @param nanoClock monotonic
   */
  public record Setup(
      NodeId self,
      String address,
      String control,
      Set<String> groups,
      ActorRef<Gateway.Command> gateway,
      BiConsumer<String, Object> replicas,
      Function<NodeId, Optional<String>> addresses,
      Consumer<Register> register,
      Predicate<NodeId> heard,
      Consumer<Desk.Command> desk,
      Function<NodeId, ProtocolVersion> promised,
      Optional<Duration> replaceDeadAfter,
      LongSupplier nanoClock) {}

  private enum Look {
    INSTANCE
  }

  private record Read(Outcome<byte[]> outcome) {}

  private final Setup setup;
  private final Upkeep upkeep;
  private final Raising raising;
  private final Optional<Vigil> vigil;
  private Register register = Register.NONE;

  /** A round is under way: nothing else is begun. */
  private boolean busy;

  /** What is under way is answered or given up, each once. */
  private int underWay;

  private int idleLooks;
  private boolean changed = true;

  private Steward(ActorContext<Object> context, Setup setup) {
    super(context);
    this.setup = setup;
    this.upkeep = new Upkeep(setup.control(), setup.groups());
    this.raising = new Raising(setup.control());
    this.vigil = setup.replaceDeadAfter().map(patience -> new Vigil(setup.self(), patience, LOOK));
    Following.Subject subject =
        new Following.Subject(setup.control(), MemberTable.NAME, MemberTable.whole());
    context.spawn(Following.create(subject, context.getSelf().narrow()), "feed");
  }

  public static Behavior<Object> create(Setup setup) {
    Behavior<Object> steward =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      context.setLoggerName("conclave.members");
                      timers.startTimerWithFixedDelay(Look.INSTANCE, LOOK);
                      return new Steward(context, setup);
                    }));
    return Behaviors.supervise(steward)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Look.INSTANCE, this::onLook)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Leader.class, leader -> onLeader())
        .onMessage(Sights.class, this::onSights)
        .onMessage(Read.class, this::onRead)
        .onMessage(Ended.class, this::onEnded)
        .build();
  }

  private Behavior<Object> onOpened(Feed.Opened opened) throws MalformedException {
    return follow(((MemberReply.Whole) MemberReply.decode(opened.view())).register());
  }

  /** Each event is the whole register; the last one counts. */
  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    List<byte[]> events = changed.events();
    return follow(MemberTable.announced(events.get(events.size() - 1)));
  }

  private Behavior<Object> onLeader() {
    changed = true;
    return this;
  }

  private Behavior<Object> follow(Register next) {
    register = next;
    changed = true;
    setup.register().accept(next);
    return this;
  }

  private Behavior<Object> onLook() {
    idleLooks++;
    boolean mayBeDue =
        changed || vigil.isPresent() || register.pending().isPresent() || idleLooks >= IDLE_LOOKS;
    if (!busy && mayBeDue) {
      busy = true;
      changed = false;
      idleLooks = 0;
      look(Optional.empty());
    }
    return this;
  }

  /**
   * @param fresh the register, where it was read for this
   */
  private void look(Optional<Register> fresh) {
    getContext()
        .spawnAnonymous(
            Sights.taking(
                setup.groups(), setup.replicas(), fresh, getContext().getSelf().narrow()));
  }

  private Behavior<Object> onSights(Sights sights) {
    Register known = sights.fresh().orElse(register);
    List<Deed> due = upkeep.due(known, sights.seen(), setup.addresses());
    if (due.isEmpty()) {
      due = moved(known);
    }
    if (due.isEmpty()) {
      due = raising.due(known, sights.seen(), setup.promised()).map(List::of).orElse(List.of());
    }
    if (sights.fresh().isEmpty()) {
      vigil.flatMap(watch -> watch(watch, sights)).ifPresent(this::replace);
    }
    if (due.isEmpty()) {
      busy = false;
    } else if (sights.fresh().isEmpty()) {
      read();
    } else {
      underWay = due.size();
      due.forEach(this::perform);
    }
    return this;
  }

  private Optional<Deed> watch(Vigil watch, Sights sights) {
    Optional<Sight> led =
        sights.seen().stream()
            .filter(sight -> sight.group().equals(setup.control()))
            .filter(sight -> sight.leads() && sight.settled())
            .findFirst();
    if (led.isEmpty()) {
      watch.rest();
      return Optional.empty();
    }
    return watch.look(
        setup.nanoClock().getAsLong(), register, led.get().configuration(), setup.heard());
  }

  /** Whether it comes to anything, the register tells, and whoever looks next. */
  private void replace(Deed deed) {
    if (deed instanceof Deed.Restore restore) {
      Listed dead = restore.dead();
      setup
          .desk()
          .accept(
              new Desk.Admit(
                  dead.id().name(),
                  dead.address(),
                  PATIENCE,
                  getContext().getSystem().ignoreRef()));
    } else if (deed instanceof Deed.Say say) {
      getContext().getLog().warn("Members: a dead voter is replaced: {}", say.command());
      setup
          .gateway()
          .tell(
              new Gateway.Execute(
                  MemberTable.NAME,
                  say.command().encode(),
                  PATIENCE,
                  Optional.empty(),
                  outcome -> {}));
    }
  }

  /** Only a node itself knows for certain where it is. */
  private List<Deed> moved(Register known) {
    return known
        .find(setup.self())
        .filter(one -> !one.address().equals(setup.address()))
        .<Deed>map(one -> new Deed.Say(new MemberCommand.Move(one.id(), setup.address())))
        .map(List::of)
        .orElse(List.of());
  }

  /** What is told by the replica of this node alone may be old, and is no reason to act. */
  private void read() {
    ActorRef<Object> self = getContext().getSelf();
    setup
        .gateway()
        .tell(
            new Gateway.Ask(
                MemberTable.NAME,
                MemberTable.whole(),
                true,
                PATIENCE,
                outcome -> self.tell(new Read(outcome))));
  }

  private Behavior<Object> onRead(Read read) throws MalformedException {
    changed = true;
    if (read.outcome() instanceof Outcome.Done<byte[]> done) {
      look(Optional.of(((MemberReply.Whole) MemberReply.decode(done.value())).register()));
    } else {
      busy = false;
    }
    return this;
  }

  private void perform(Deed deed) {
    getContext().getLog().debug("Members: {}", deed);
    if (deed instanceof Deed.Say say) {
      ActorRef<Object> self = getContext().getSelf();
      setup
          .gateway()
          .tell(
              new Gateway.Execute(
                  MemberTable.NAME,
                  say.command().encode(),
                  PATIENCE,
                  Optional.empty(),
                  outcome -> self.tell(new Ended(deed, Optional.empty()))));
    } else {
      getContext()
          .spawnAnonymous(
              Ended.asking(deed, setup.replicas(), PATIENCE, getContext().getSelf().narrow()));
    }
  }

  private Behavior<Object> onEnded(Ended ended) {
    if (ended.outcome().orElse(null) instanceof Change.Outcome.Refused refused) {
      onRefused(ended.deed(), refused);
    }
    underWay--;
    if (underWay == 0) {
      busy = false;
      boolean done =
          ended.outcome().isEmpty() || ended.outcome().get() instanceof Change.Outcome.Done;
      return done ? onLook() : this;
    }
    return this;
  }

  private void onRefused(Deed deed, Change.Outcome.Refused refused) {
    getContext().getLog().info("Members: {} is refused: {}", deed, refused.sentence());
    boolean stands =
        switch (refused.reason()) {
          case BUSY, NO_SPACE -> false;
          case NAME_TAKEN, LAST_VOTER, NO_MAJORITY -> true;
        };
    if (stands) {
      Upkeep.refused(register, deed, refused.sentence())
          .ifPresent(
              command -> {
                underWay++;
                perform(new Deed.Say(command));
              });
    }
  }
}
