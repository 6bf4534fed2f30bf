package conclave.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.cluster.DowningProvider;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogDowningProviderTest {

  private static final String SHOWN = "SplitBrainResolver";

  private static void loaded(String settings, Consumer<DowningProvider> test) {
    ActorSystem system =
        ActorSystem.create(
            "shop",
            ConfigFactory.parseString(
                    """
                    include classpath("conclave-akka.conf")
                    akka.actor.provider = local
                    akka.coordinated-shutdown.run-by-actor-system-terminate = off
                    """
                        + settings)
                .withFallback(ConfigFactory.load()));
    try {
      String ours = system.settings().config().getString("akka.cluster.downing-provider-class");
      test.accept(DowningProvider.load(ours, system));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  private static String shown(DowningProvider provider) {
    Props props = provider.downingActorProps().get();
    return props.toString();
  }

  @Test
  void akkaFindsItUnderTheNameInTheFile() {
    loaded(
        "",
        provider -> {
          assertThat(provider).isInstanceOf(LogDowningProvider.class);
          assertThat(shown(provider)).doesNotContain(SHOWN);
          assertThat(provider.downRemovalMargin().toMillis()).isEqualTo(5_000);
        });
  }

  @Test
  void aMarginThatIsSetCounts() {
    loaded(
        "akka.cluster.down-removal-margin = 3 s",
        provider -> assertThat(provider.downRemovalMargin().toMillis()).isEqualTo(3_000));
  }
}
