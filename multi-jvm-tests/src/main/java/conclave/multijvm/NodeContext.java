package conclave.multijvm;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import conclave.node.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.function.Function;

/** A node as it sees itself, from within its JVM. Thread-safe. */
public interface NodeContext {

  /** Its name, {@code n1}, {@code n2}, ... */
  String name();

  /** Its number, from 1. */
  int index();

  /** Where the other nodes reach its ActorSystem. */
  HostPort address();

  /** All nodes by name with their addresses, as of the start of this process; itself included. */
  SortedMap<String, HostPort> peers();

  /** Its own, kept from one process to the next unless it is wiped. Exists. */
  Path directory();

  /**
   * A port that is its own, the same for all its processes, for whatever the application serves.
   *
   * @param which from 0 to 3
   */
  int port(int which);

  /** The seed of the scenario. */
  long seed();

  /** Its ActorSystem. */
  ActorSystem<?> system();

  /** Its guardian, for messages of that type. */
  <M> ActorRef<M> guardian();

  /**
   * Asks the guardian, and waits for the answer; for tasks, never for actors.
   *
   * @param question made around the reference that is to be answered
   * @throws java.util.concurrent.TimeoutException when there is no answer within 5 s
   */
  <M, R> R ask(Function<ActorRef<R>, M> question) throws Exception;

  /**
   * Asks that actor, and waits for the answer; for tasks, never for actors.
   *
   * @throws java.util.concurrent.TimeoutException when there is no answer in time
   */
  <M, R> R ask(ActorRef<M> actor, Function<ActorRef<R>, M> question, Duration within)
      throws Exception;

  /**
   * A place to meet.
   *
   * @param parties names of nodes, and {@code test}; none for the test and every node that runs
   */
  Barrier barrier(String name, String... parties);

  /** Has that in the timeline. */
  void note(String what);
}
