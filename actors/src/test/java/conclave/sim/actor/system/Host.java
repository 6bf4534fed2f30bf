package conclave.sim.actor.system;

import akka.actor.ActorRef;
import conclave.sim.Simulation;

/** What a simulated process runs on, and who looks into it. */
public interface Host {

  Simulation simulation();

  /** Fails the run unless this is the one thread that simulates. */
  void requireOwnThread();

  /** How long work waits until a core is free for it. */
  long dispatchDelay();

  /** In the world's time, so long does a delay by this process's clock take. */
  long inWorldTime(long delayNanos);

  /** An actor was made, before its first message. */
  void made(ActorRef actor);

  /** A message leaves a mailbox; what comes back is handled instead. */
  Object taken(ActorRef actor, Object message);

  /** Something of this process ran. */
  void ran();

  /** Something threw where nobody was to catch it. */
  void failed(Throwable cause);
}
