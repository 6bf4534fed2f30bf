package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.node.CannotStart;
import conclave.node.formation.Formation;
import conclave.node.formation.Membership;
import conclave.node.formation.Setup;
import conclave.node.formation.Terms;
import conclave.raft.log.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FormationHostTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final NodeId SELF = new NodeId("n1", 7);

  private final TestProbe<String> told = KIT.createTestProbe();
  private final TestProbe<String> waits = KIT.createTestProbe();
  private final AddressBook addresses = new AddressBook("conclave");

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private ActorRef<FormationHost.Command> host(
      Map<String, String> peers, Consumer<Membership> remember) {
    SortedMap<String, String> sorted = new TreeMap<>(peers);
    Setup setup =
        new Setup(SELF, "127.0.0.1:1", new Terms(1, 1, new TreeMap<>(Map.of())), sorted, List.of());
    return KIT.spawn(
        FormationHost.create(
            new FormationHost.Setup(
                () -> new Formation(setup, Optional.empty(), new Random(1)),
                Duration.ofMillis(20),
                addresses,
                remember,
                formed -> told.getRef().tell("formed with " + formed.members().size()),
                sentence -> waits.getRef().tell(sentence),
                reason -> told.getRef().tell("fatal: " + reason))));
  }

  @Test
  void theMembershipIsWrittenDownBeforeAnybodyActsOnIt() {
    host(Map.of("n1", "127.0.0.1:1"), written -> told.getRef().tell("written"));

    told.expectMessage("written");
    told.expectMessage("formed with 1");
    assertThat(addresses.find(SELF)).isPresent();
  }

  @Test
  void aDirectoryThatCannotBeWrittenStopsTheNodeAndFormsNothing() {
    host(
        Map.of("n1", "127.0.0.1:1"),
        written -> {
          throw new CannotStart("the disk refuses");
        });

    told.expectMessage("fatal: the disk refuses");
    told.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void aNodeWhosePeersAreSilentSaysForWhomItWaits() {
    host(Map.of("n1", "127.0.0.1:1", "n2", "127.0.0.1:2"), written -> {});

    assertThat(waits.receiveMessage()).contains("n2");
    told.expectNoMessage(Duration.ofMillis(100));
  }
}
