package conclave.node.serving;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import conclave.async.internal.Errands;
import conclave.http.Health;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  /** A node that is ready at once. */
  private static final class Well implements Health {

    @Override
    public CompletionStage<Verdict> alive() {
      return ready();
    }

    @Override
    public CompletionStage<Verdict> ready() {
      return CompletableFuture.completedStage(new Verdict(true, "it is well"));
    }
  }

  @Test
  void whoeverWaitsForeverHearsOfIt() {
    for (Duration ample : List.of(Duration.ofDays(365), ChronoUnit.FOREVER.getDuration())) {
      CompletionStage<Done> ready = Readiness.await(Errands.get(kit.system()), new Well(), ample);
      assertThat(ready.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join())
          .isEqualTo(Done.getInstance());
    }
  }

  /** A look that was lost with whoever was to answer it. */
  @Test
  void aLookThatNobodyAnswersIsMadeAgain() {
    AtomicInteger looks = new AtomicInteger();
    Health health =
        new Health() {
          @Override
          public CompletionStage<Verdict> alive() {
            return ready();
          }

          @Override
          public CompletionStage<Verdict> ready() {
            return looks.incrementAndGet() == 1
                ? new CompletableFuture<>()
                : CompletableFuture.completedStage(new Verdict(true, "it is well"));
          }
        };
    CompletionStage<Done> ready =
        Readiness.await(Errands.get(kit.system()), health, Duration.ofSeconds(60));
    assertThat(ready.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join())
        .isEqualTo(Done.getInstance());
    assertThat(looks).hasValue(2);
  }
}
