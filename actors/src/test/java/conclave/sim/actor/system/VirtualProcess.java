package conclave.sim.actor.system;

import akka.actor.BootstrapSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.sim.Life;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import scala.concurrent.ExecutionContextExecutor;

/**
 * One process: an ActorSystem whose threads are events of a simulation. When its life ends, nothing
 * of it ever runs again: no actor is stopped, nobody is told, as after kill -9.
 */
public final class VirtualProcess implements ExecutionContextExecutor {

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              akka {
                scheduler.implementation = "%1$s"
                actor {
                  provider = local
                  default-dispatcher {
                    executor = default-executor, throughput = 1, throughput-deadline-time = 0ms
                  }
                  internal-dispatcher { executor = default-executor, throughput = 1 }
                  default-blocking-io-dispatcher { executor = default-executor, throughput = 1 }
                  default-mailbox.mailbox-type = "%2$s"
                  typed.default-mailbox.mailbox-type = "%2$s"
                }
                library-extensions = [] # streams block
                loggers = ["akka.event.Logging$StandardOutLogger"]
                use-slf4j = off
                loglevel = ERROR
                stdout-loglevel = OFF
                log-dead-letters = off
                jvm-shutdown-hooks = off
                jvm-exit-on-fatal-error = off
                java-flight-recorder.enabled = off
                coordinated-shutdown {
                  run-by-jvm-shutdown-hook = off
                  run-by-actor-system-terminate = off
                  terminate-actor-system = off
                }
              }
              """
                  .formatted(VirtualScheduler.class.getName(), TappedMailbox.class.getName()))
          .withFallback(ConfigFactory.load())
          .resolve();

  private static final ClassLoader LOADER = new WithoutManifests();

  /** Whose ActorSystem is being made; its scheduler is made by Akka, which knows nothing of us. */
  private static final ThreadLocal<VirtualProcess> BIRTH = new ThreadLocal<>();

  private final Host host;
  private final Life life;
  private ActorSystem<Void> system;

  private VirtualProcess(Host host, Life life) {
    this.host = host;
    this.life = life;
  }

  /** Starts one; the actors of its own are there when this returns, and nothing has run yet. */
  public static VirtualProcess start(String name, Host host, Life life) {
    VirtualProcess process = new VirtualProcess(host, life);
    BIRTH.set(process);
    try {
      process.system =
          ActorSystem.create(
              Behaviors.empty(),
              name,
              BootstrapSetup.create(CONFIG)
                  .withClassloader(LOADER)
                  .withDefaultExecutionContext(process));
    } finally {
      BIRTH.remove();
    }
    return process;
  }

  static VirtualProcess beingBorn() {
    return BIRTH.get();
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public Life life() {
    return life;
  }

  Host host() {
    return host;
  }

  @Override
  public void execute(Runnable work) {
    host.requireOwnThread();
    after(host.dispatchDelay(), work);
  }

  /** Runs it after so much of the world's time, unless this life is over by then. */
  public void after(long nanos, Runnable work) {
    host.simulation()
        .after(
            nanos,
            life,
            () -> {
              work.run();
              host.ran();
            });
  }

  @Override
  public void reportFailure(Throwable cause) {
    host.failed(cause);
  }

  /** Akka reads the manifest of each jar at each start, for a warning that nobody needs here. */
  private static final class WithoutManifests extends ClassLoader {
    WithoutManifests() {
      super(VirtualProcess.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/MANIFEST.MF")
          ? Collections.emptyEnumeration()
          : super.getResources(name);
    }
  }
}
