package conclave.node.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.node.CannotStart;
import conclave.node.formation.Effect;
import conclave.node.formation.Formation;
import conclave.node.formation.Hello;
import conclave.node.formation.Input;
import conclave.node.formation.Membership;
import conclave.node.member.Answer;
import conclave.node.member.Application;
import conclave.node.member.Desk;
import conclave.node.member.Sought;
import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import conclave.serialization.PeerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Hosts {@link Formation}: carries its Hellos, writes the membership down on a thread that may
 * block, one write at a time, and says when the cluster is formed. It goes on for as long as the
 * node lives, since others may ask. If it dies, it is started again with what the directory knows
 * by then.
 */
final class FormationHost extends AbstractBehavior<FormationHost.Command> {

  /** Its name among the system actors, the same on all nodes. */
  static final String NAME = "conclave-formation";

  /** What it takes; from other nodes only a {@link Greeting}. */
  sealed interface Command
      permits Greeting,
          Tick,
          Again,
          Remembered,
          NotRemembered,
          Promised,
          Promise,
          Changed,
          Seek,
          Answered,
          Out {}

  private enum Tick implements Command {
    INSTANCE
  }

  private enum Again implements Command {
    INSTANCE
  }

  private record Remembered(Membership membership) implements Command {}

  private record NotRemembered(Membership membership, String why) implements Command {}

  private record Promised(ProtocolVersion version) implements Command {}

  private record Promise(ProtocolVersion version) implements Command {}

  /** A disk that refused is asked again after so many Hellos' time. */
  private static final int PAUSE = 20;

  private record Answered(Answer answer) implements Command {}

  /** The log says that these are the members. */
  record Changed(Membership membership) implements Command {}

  /** The cluster says that this node is no member any more. */
  enum Out implements Command {
    INSTANCE
  }

  /** Somebody on this node needs to know who is at an address. */
  record Seek(Sought sought) implements Command {}

  /**
   * What the node gives.
   *
   * @param formation makes the role from what the directory knows
   * @param remember writes a membership down, durably; blocks
   * @param promise writes down that the node never speaks less, durably; blocks
   * @param spoken hears what the members speak
   * @param formed hears of the membership once it is durable, again in each life of this actor
   * @param renewed hears of each other one, once it is durable
   * @param waiting hears what the node waits for, and whether for a majority that is lost
   * @param hopeless hears why the node does not become a member
   * @param out writes down that the node was removed, and ends it; blocks
   * @param fatal hears why the process must stop
   */
  record Setup(
      Supplier<Formation> formation,
      Duration interval,
      AddressBook addresses,
      Consumer<Membership> remember,
      Consumer<ProtocolVersion> promise,
      Consumer<SortedMap<NodeId, Spoken>> spoken,
      Consumer<Membership> formed,
      Consumer<Membership> renewed,
      BiConsumer<Boolean, String> waiting,
      Consumer<String> hopeless,
      Runnable out,
      Consumer<String> fatal) {}

  private final TimerScheduler<Command> timers;
  private final Setup setup;
  private final Formation formation;
  private final Effect.Handler effects = new Effects();

  private boolean member;
  private boolean writing;
  private Optional<Membership> writeNext = Optional.empty();

  private FormationHost(
      ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    this.formation = setup.formation().get();
  }

  static Behavior<Command> create(Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setLoggerName(FormationHost.class);
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, setup.interval());
                  FormationHost host = new FormationHost(context, timers, setup);
                  host.feed(new Input.Tick());
                  return host;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Greeting.class, greeting -> feed(new Input.Heard(greeting.hello())))
        .onMessageEquals(Tick.INSTANCE, () -> feed(new Input.Tick()))
        .onMessage(Remembered.class, this::remembered)
        .onMessage(NotRemembered.class, this::notRemembered)
        .onMessageEquals(Again.INSTANCE, this::again)
        .onMessage(Promised.class, done -> feed(new Input.Promised(done.version())))
        .onMessage(Promise.class, this::promise)
        .onMessage(Changed.class, changed -> feed(new Input.Changed(changed.membership())))
        .onMessage(Seek.class, this::seek)
        .onMessage(Answered.class, this::answered)
        .onMessageEquals(Out.INSTANCE, this::out)
        .build();
  }

  private Behavior<Command> remembered(Remembered done) {
    writing = false;
    Optional<Membership> next = writeNext;
    writeNext = Optional.empty();
    next.ifPresent(this::write);
    return feed(new Input.Persisted(done.membership()));
  }

  /**
   * What a member writes down after it became one is where the others are, and the log and their
   * Hellos say that again; the file that is there stays as it is. So nothing ends here.
   */
  private Behavior<Command> notRemembered(NotRemembered failed) {
    getContext().getLog().warn("This node goes on, and tries again later: {}", failed.why());
    if (writeNext.isEmpty()) {
      writeNext = Optional.of(failed.membership());
    }
    timers.startSingleTimer(Again.INSTANCE, setup.interval().multipliedBy(PAUSE));
    return this;
  }

  private Behavior<Command> again() {
    Optional<Membership> next = writeNext;
    writeNext = Optional.empty();
    next.ifPresent(this::write);
    return this;
  }

  private Behavior<Command> answered(Answered heard) {
    return feed(new Input.Answered(heard.answer().refused(), heard.answer().sentence()));
  }

  private Behavior<Command> seek(Seek seek) {
    Sought sought = seek.sought();
    feed(new Input.Sought(sought.address()));
    sought
        .replyTo()
        .tell(
            new Sought.Found(
                formation.seen(sought.name(), sought.address(), sought.after()),
                formation.challenge()));
    return this;
  }

  private Behavior<Command> out() {
    getContext()
        .spawnAnonymous(
            Behaviors.setup(
                child -> {
                  try {
                    setup.out().run();
                  } catch (CannotStart e) {
                    setup.fatal().accept("it was removed, and could not write that down: " + e);
                  }
                  return Behaviors.stopped();
                }),
            DispatcherSelector.blocking());
    return this;
  }

  /** The disk may take its time, and no other actor shall wait for it. */
  private void write(Membership membership) {
    writing = true;
    ActorRef<Command> self = getContext().getSelf();
    boolean goesOn = member;
    getContext()
        .spawnAnonymous(
            Behaviors.setup(
                child -> {
                  try {
                    setup.remember().accept(membership);
                    self.tell(new Remembered(membership));
                  } catch (CannotStart e) {
                    if (goesOn && e.getCause() instanceof IOException) {
                      self.tell(new NotRemembered(membership, e.getMessage()));
                    } else {
                      setup.fatal().accept(e.getMessage());
                    }
                  } catch (RuntimeException e) {
                    setup.fatal().accept("cannot write down the membership: " + e);
                  }
                  return Behaviors.stopped();
                }),
            DispatcherSelector.blocking());
  }

  /** Where the disk refuses, nobody hears of it, and it is tried again later. */
  private Behavior<Command> promise(Promise wanted) {
    ActorRef<Command> self = getContext().getSelf();
    Duration pause = setup.interval().multipliedBy(PAUSE);
    getContext()
        .spawnAnonymous(
            Behaviors.setup(
                child -> {
                  try {
                    setup.promise().accept(wanted.version());
                    self.tell(new Promised(wanted.version()));
                  } catch (CannotStart e) {
                    child.getLog().warn("It is tried again later: {}", e.getMessage());
                    child.scheduleOnce(pause, self, wanted);
                  }
                  return Behaviors.stopped();
                }),
            DispatcherSelector.blocking());
    return this;
  }

  private Behavior<Command> feed(Input input) {
    List<Effect> wanted = formation.on(input);
    wanted.forEach(effect -> effect.accept(effects));
    return this;
  }

  private final class Effects implements Effect.Handler {

    @Override
    public void sendHello(String address, Hello hello) {
      setup.addresses().parse(address).ifPresent(at -> peer(at).tell(new Greeting(hello)));
    }

    private ActorRef<Command> peer(PeerAddress at) {
      String path = "akka://%s@%s:%d/system/%s".formatted(at.system(), at.host(), at.port(), NAME);
      return ActorRefResolver.get(getContext().getSystem()).resolveActorRef(path);
    }

    /** Only the newest of those that wait is written: it says all that the others say. */
    @Override
    public void persist(Membership membership) {
      if (writing) {
        writeNext = Optional.of(membership);
      } else {
        write(membership);
      }
    }

    @Override
    public void formed(Membership membership) {
      member = true;
      setup.addresses().learn(membership);
      setup.formed().accept(membership);
    }

    @Override
    public void renewed(Membership membership) {
      setup.addresses().learn(membership);
      setup.renewed().accept(membership);
    }

    @Override
    public void askToBeAdded(String address) {
      ActorRef<Answer> replyTo = getContext().messageAdapter(Answer.class, Answered::new);
      setup
          .addresses()
          .parse(address)
          .ifPresent(
              at ->
                  Desk.at(getContext().getSystem(), at)
                      .tell(new Application(formation.self(), formation.address(), replyTo)));
    }

    @Override
    public void promise(ProtocolVersion version) {
      FormationHost.this.promise(new Promise(version));
    }

    @Override
    public void heard(SortedMap<NodeId, Spoken> members) {
      setup.spoken().accept(members);
    }

    @Override
    public void giveUp(String sentence) {
      setup.hopeless().accept(sentence);
    }

    @Override
    public void moved(NodeId node, String address) {
      setup.addresses().moved(node, address);
      getContext().getLog().info("Node {} is at {} now", node.name(), address);
    }

    @Override
    public void waiting(boolean lost, String sentence) {
      setup.waiting().accept(lost, sentence);
      if (lost) {
        getContext().getLog().error("Not in a cluster: {}", sentence);
      } else {
        getContext().getLog().info("Not in a cluster yet: {}", sentence);
      }
    }

    @Override
    public void refused(String name, String reason) {
      getContext().getLog().warn("What node {} says does not count: {}", name, reason);
    }
  }
}
