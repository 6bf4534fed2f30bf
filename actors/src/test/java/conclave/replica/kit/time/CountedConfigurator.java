package conclave.replica.kit.time;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Threads of a dispatcher whose work is counted. Made by Akka from {@code executor}. */
final class CountedConfigurator extends ExecutorServiceConfigurator {

  private static final int THREADS = 2;

  private final OpenWork work;

  CountedConfigurator(Config config, DispatcherPrerequisites given) {
    super(config, given);
    this.work = ((HandScheduler) given.scheduler()).work();
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new Counted(Executors.newFixedThreadPool(THREADS, threads), work);
  }

  private static final class Counted extends AbstractExecutorService {
    private final ExecutorService threads;
    private final OpenWork work;

    Counted(ExecutorService threads, OpenWork work) {
      this.threads = threads;
      this.work = work;
    }

    @Override
    public void execute(Runnable command) {
      work.begun();
      try {
        threads.execute(
            () -> {
              try {
                command.run();
              } finally {
                work.done();
              }
            });
      } catch (RejectedExecutionException e) {
        work.done();
        throw e;
      }
    }

    @Override
    public void shutdown() {
      threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
      return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return threads.awaitTermination(timeout, unit);
    }
  }
}
