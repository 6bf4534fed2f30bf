package conclave.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.node.CannotStart;
import conclave.node.formation.Formation;
import conclave.node.formation.Hello;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.node.formation.Setup;
import conclave.node.formation.Terms;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FormationHostTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final NodeId SELF = new NodeId("n1", 7);
  private static final NodeId N2 = new NodeId("n2", 8);
  private static final NodeId N3 = new NodeId("n3", 9);
  private static final Terms TERMS = new Terms(1, 1, new TreeMap<>());

  private final TestProbe<String> told = KIT.createTestProbe();
  private final TestProbe<String> waits = KIT.createTestProbe();
  private final AddressBook addresses = new AddressBook("conclave");

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private ActorRef<FormationHost.Command> host(
      Map<String, String> peers, Consumer<Membership> remember) {
    return host(peers, Optional.empty(), remember);
  }

  private ActorRef<FormationHost.Command> host(
      Map<String, String> peers, Optional<Membership> known, Consumer<Membership> remember) {
    SortedMap<String, String> sorted = new TreeMap<>(peers);
    Setup setup = new Setup(SELF, "127.0.0.1:1", TERMS, sorted, List.of(), 0, Setup.Past.NONE);
    return KIT.spawn(
        FormationHost.create(
            new FormationHost.Setup(
                () -> new Formation(setup, known, new Random(1)),
                Duration.ofMillis(20),
                addresses,
                remember,
                version -> told.getRef().tell("promised " + version),
                spoken -> {},
                formed -> told.getRef().tell("formed with " + formed.members().size()),
                renewed -> {},
                (lost, sentence) -> waits.getRef().tell(sentence),
                sentence -> told.getRef().tell("hopeless: " + sentence),
                () -> told.getRef().tell("out"),
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

  /** All members move while the disk is slow, and each says so again and again. */
  @Test
  void writesOneMembershipAtATimeAndTheNewestLast() {
    Membership before =
        new Membership(
            "c",
            List.of(
                new Member(SELF, "127.0.0.1:1", true),
                new Member(N2, "127.0.0.1:2", true),
                new Member(N3, "127.0.0.1:3", true)));
    SlowDisk disk = new SlowDisk();
    ActorRef<FormationHost.Command> host = host(Map.of(), Optional.of(before), disk::write);
    told.expectMessage("formed with 3");

    host.tell(new Greeting(hello(N2, "127.0.0.1:12", before)));
    disk.begun.receiveMessage(Duration.ofSeconds(30));
    for (int i = 0; i < 3; i++) {
      host.tell(new Greeting(hello(N2, "127.0.0.1:12", before)));
      host.tell(new Greeting(hello(N3, "127.0.0.1:13", before)));
    }
    host.tell(new Greeting(hello(N2, "127.0.0.1:22", before)));
    disk.begun.expectNoMessage(Duration.ofMillis(300));
    disk.goOn();

    Membership last = disk.begun.receiveMessage(Duration.ofSeconds(30));
    disk.goOn();
    assertThat(last.members())
        .extracting(Member::address)
        .containsExactly("127.0.0.1:1", "127.0.0.1:22", "127.0.0.1:13");
    disk.begun.expectNoMessage(Duration.ofMillis(300));
    assertThat(disk.atOnce).hasValue(1);
    told.expectNoMessage();
  }

  /** Where a member is now is a hint: what the node promised stands in the file that is there. */
  @Test
  void aFullDiskDoesNotStopAMemberWhoseNeighbourMoved() {
    Membership before =
        new Membership(
            "c", List.of(new Member(SELF, "127.0.0.1:1", true), new Member(N2, "h:2", true)));
    AtomicInteger writes = new AtomicInteger();
    ActorRef<FormationHost.Command> host =
        host(
            Map.of(),
            Optional.of(before),
            written -> {
              if (writes.incrementAndGet() < 3) {
                throw new CannotStart("no space left", new IOException("no space left"));
              }
              told.getRef().tell("written " + written.members().get(1).address());
            });
    told.expectMessage("formed with 2");
    host.tell(new Greeting(hello(N2, "h:12", before)));
    assertThat(told.receiveMessage(Duration.ofSeconds(30))).isEqualTo("written h:12");
    assertThat(writes).hasValue(3);
    assertThat(addresses.find(N2).orElseThrow().port()).isEqualTo(12);
  }

  @Test
  void whateverElseAWriteFailsWithStopsTheNodeToo() {
    host(
        Map.of("n1", "127.0.0.1:1"),
        written -> {
          throw new IllegalStateException("no such disk");
        });

    assertThat(told.receiveMessage(Duration.ofSeconds(30)))
        .startsWith("fatal: ")
        .contains("no such disk");
  }

  private static Hello hello(NodeId sender, String address, Membership formed) {
    return new Hello(sender, address, TERMS, new TreeMap<>(), 1, 0, formed, null);
  }

  /** A write begins, and ends when the test says so. */
  private static final class SlowDisk {
    private final TestProbe<Membership> begun = KIT.createTestProbe();
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();

    void write(Membership membership) {
      atOnce.accumulateAndGet(writing.incrementAndGet(), Math::max);
      begun.getRef().tell(membership);
      permits.acquireUninterruptibly();
      writing.decrementAndGet();
    }

    void goOn() {
      permits.release();
    }
  }
}
