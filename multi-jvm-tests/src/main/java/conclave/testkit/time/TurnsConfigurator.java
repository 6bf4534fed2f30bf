package conclave.testkit.time;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Gives a dispatcher the {@link Turns} of its ActorSystem. Made by Akka from {@code executor}. */
final class TurnsConfigurator extends ExecutorServiceConfigurator {

  private final DispatcherPrerequisites given;

  TurnsConfigurator(Config config, DispatcherPrerequisites given) {
    super(config, given);
    this.given = given;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    if (given.scheduler() instanceof VirtualScheduler scheduler) {
      Turns turns = scheduler.time().turns();
      return () -> new InTurns(turns);
    }
    throw new IllegalStateException(
        "dispatcher %s works in turns, which needs virtual time: take all of VirtualTime.config()"
            .formatted(id));
  }

  /** The turns as Akka wants to see them. Others may use the same turns, so it never ends them. */
  private static final class InTurns extends AbstractExecutorService {
    private final Turns turns;
    private volatile boolean shutdown;

    InTurns(Turns turns) {
      this.turns = turns;
    }

    @Override
    public void execute(Runnable work) {
      turns.add(work);
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }
}
