package conclave.node.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.node.formation.Terms;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReceptionTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Terms TERMS = new Terms(1, 2, new TreeMap<>());

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void aFailureCostsOneAnswerAndNotTheReception() {
    AtomicInteger asked = new AtomicInteger();
    ActorRef<Inquiry> reception =
        KIT.spawn(
            Reception.create(
                TERMS,
                () -> {
                  if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("planned");
                  }
                  return Optional.empty();
                }));
    TestProbe<Roster> probe = KIT.createTestProbe();
    reception.tell(new Inquiry(probe.getRef()));
    reception.tell(new Inquiry(probe.getRef()));

    assertThat(probe.receiveMessage(Duration.ofSeconds(30))).isEqualTo(new Roster(1, 2, null));
    assertThat(asked).hasValue(2);
  }

  @Test
  void nobodyToAnswerIsNoInquiry() {
    assertThatNullPointerException().isThrownBy(() -> new Inquiry(null));
  }
}
