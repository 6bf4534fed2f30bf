package conclave.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.node.Ports;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Two ActorSystems of different names in this JVM; each takes the other to have its own name. */
class NameWatchTest {

  private static final String HOST = "127.0.0.1";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(NameWatch.class);
  private List<Integer> ports;
  private ActorSystem<Void> shop;
  private ActorSystem<Void> store;

  @BeforeEach
  void start() throws IOException {
    log.start();
    logger.addAppender(log);
    ports = Ports.free(HOST, 2);
    shop = system("shop", ports.get(0));
    store = system("store", ports.get(1));
    NameWatch.start(shop);
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(store, Duration.ofSeconds(30));
    ActorTestKit.shutdown(shop, Duration.ofSeconds(30));
    logger.detachAppender(log);
  }

  private static ActorSystem<Void> system(String name, int port) {
    Config config =
        ConfigFactory.parseString(
                """
                include classpath("conclave-akka.conf")
                akka.actor.provider = remote
                akka.remote.warn-about-direct-use = off
                akka.remote.artery.canonical { hostname = "%s", port = %d }
                """
                    .formatted(HOST, port))
            .withFallback(ConfigFactory.load());
    return ActorSystem.create(Behaviors.empty(), name, config);
  }

  @Test
  void whoeverHasAnotherNameIsNamedInOneLine() {
    String path = "akka://store@%s:%d/system/somebody".formatted(HOST, ports.get(0));
    ActorRefResolver.get(store).resolveActorRef(path).tell("hello");
    ClusterKit.await("a line", () -> !log.list.isEmpty());
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            ("The ActorSystem at %s:%d is named store, and takes this one, which is named shop, to"
                    + " be named store: the name must be the same on all nodes, so neither hears the"
                    + " other")
                .formatted(HOST, ports.get(1)));
  }
}
