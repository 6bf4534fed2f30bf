package conclave.testkit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.map.ReplicatedMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A cluster of three nodes, of either kind, as a script plays on it. */
abstract class Side implements AutoCloseable {

  /** A node. */
  record Seat(
      ActorSystem<?> system,
      ActorRef<Locks.Command> locks,
      ActorRef<LeaderElection.Command> elections,
      ActorRef<ReplicatedMap.Command> maps) {}

  private final Duration patience;
  private long names;

  Side(Duration patience) {
    this.patience = patience;
  }

  abstract Seat seat(int node);

  /** Who waits for it, as the cluster has decided. */
  abstract List<String> waiters(LockName lock);

  /** Waits until it holds, where that takes time; whether it does. */
  abstract boolean becomes(BooleanSupplier holds);

  @Override
  public abstract void close();

  <M> Inbox<M> inbox(int node) {
    return new Inbox<>(seat(node).system(), "inbox-" + names++, patience);
  }

  /** Sends a question and waits for its answer; empty where none comes. */
  <M> Optional<M> ask(int node, Consumer<ActorRef<M>> question) {
    Inbox<M> inbox = inbox(node);
    question.accept(inbox.ref());
    return inbox.next();
  }
}
