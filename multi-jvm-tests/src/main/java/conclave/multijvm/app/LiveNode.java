package conclave.multijvm.app;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import conclave.multijvm.Barrier;
import conclave.multijvm.NodeContext;
import conclave.multijvm.control.NodeSide;
import conclave.multijvm.control.Rendezvous;
import conclave.node.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** This process as a node. Its ActorSystem comes with the guardian's first breath. */
final class LiveNode implements NodeContext {

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Boot boot;
  private final SortedMap<String, HostPort> peers = new TreeMap<>();
  private volatile NodeSide test;
  private volatile ActorSystem<?> system;
  private volatile boolean started;

  LiveNode(Boot boot) {
    this.boot = boot;
    boot.addresses().forEach((name, address) -> peers.put(name, Settings.address(address)));
  }

  void calls(NodeSide side) {
    this.test = side;
  }

  void livesIn(ActorSystem<?> started) {
    this.system = started;
  }

  void hasGuardian() {
    started = true;
  }

  /** Whether there is a guardian that takes messages. */
  boolean started() {
    return started;
  }

  @Override
  public String name() {
    return boot.self().name();
  }

  @Override
  public int index() {
    return boot.self().index();
  }

  @Override
  public HostPort address() {
    return peers.get(name());
  }

  @Override
  public SortedMap<String, HostPort> peers() {
    return new TreeMap<>(peers);
  }

  @Override
  public Path directory() {
    return Path.of(boot.self().directory());
  }

  @Override
  public int port(int which) {
    return boot.self().ports().get(which);
  }

  @Override
  public long seed() {
    return boot.scenario().seed();
  }

  @Override
  public ActorSystem<?> system() {
    return system;
  }

  /**
   * A typed ActorSystem is the reference of its guardian; which messages it takes, the test knows.
   */
  @Override
  @SuppressWarnings("unchecked")
  public <M> ActorRef<M> guardian() {
    return (ActorRef<M>) system;
  }

  @Override
  public <M, R> R ask(Function<ActorRef<R>, M> question) throws Exception {
    return ask(guardian(), question, ANSWER);
  }

  @Override
  public <M, R> R ask(ActorRef<M> actor, Function<ActorRef<R>, M> question, Duration within)
      throws Exception {
    try {
      return AskPattern.ask(actor, question::apply, within, system.scheduler())
          .toCompletableFuture()
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new TimeoutException("no answer of %s within %s".formatted(actor.path(), within));
      }
      throw e;
    }
  }

  @Override
  public Barrier barrier(String name, String... parties) {
    return within -> test.arrive(new Rendezvous(name, Set.of(parties), within));
  }

  @Override
  public void note(String what) {
    test.note(what);
  }
}
