package conclave.multijvm.samples;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.samples.guarded.Courier;
import conclave.samples.guarded.Event;
import conclave.samples.guarded.GuardedWriter;
import conclave.samples.guarded.Store;
import conclave.testkit.InMemoryCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guarded writer in a cluster in memory, at a real database. */
class GuardedWriterTest {

  private static final Duration TRIP = Duration.ofMillis(500);
  private static final GuardedWriter.Times TIMES =
      new GuardedWriter.Times(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(100));
  private static final String URL = "jdbc:h2:mem:ledger";

  private ActorTestKit testKit;
  private InMemoryCluster cluster;
  private Store store;
  private Connection keepsItInMemory;
  private TestProbe<Event> events;
  private ActorRef<Courier.Command> courier;

  @BeforeEach
  void start() throws SQLException {
    keepsItInMemory = DriverManager.getConnection(URL);
    store = new Store(URL);
    store.create();
    testKit = ActorTestKit.create(InMemoryCluster.config());
    cluster = InMemoryCluster.start(testKit.system());
    events = testKit.createTestProbe();
    courier = testKit.spawn(Courier.create(store, TRIP));
    writer("n1");
  }

  @AfterEach
  void stop() throws SQLException {
    testKit.shutdownTestKit();
    keepsItInMemory.close();
  }

  private void writer(String node) {
    testKit.spawn(
        GuardedWriter.create(
            new GuardedWriter.Setup(
                node, cluster.services(node).locks(), courier, TIMES, events.ref())));
  }

  private long token() {
    return cluster.lock(GuardedWriter.LOCK).token().orElseThrow();
  }

  /** The next event of that kind; those before it are past. */
  private <T extends Event> T next(Class<T> kind) {
    while (true) {
      Event event = events.receiveMessage(Duration.ZERO);
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  @Test
  void it_writes_under_its_token_for_as_long_as_it_holds_the_lock() throws SQLException {
    long token = token();
    cluster.advance(Duration.ofMinutes(1));
    assertThat(store.tokens()).hasSize(100).containsOnly(token);
  }

  @Test
  void a_line_that_arrives_after_another_holder_wrote_is_refused() throws SQLException {
    long token = token();
    long rivals = cluster.lock(GuardedWriter.LOCK).take("rival");
    store.append(rivals, "the rival's");

    cluster.advance(TRIP);
    Event.Refused refused = next(Event.Refused.class);
    assertThat(refused).isEqualTo(new Event.Refused("n1", token, refused.line(), rivals));
    assertThat(next(Event.GaveBack.class).token()).isEqualTo(token);
    cluster.advance(Duration.ofMinutes(1));
    assertThat(store.tokens()).containsExactly(rivals);
  }

  /** The bug that the lesson is about: without the comparison the ledger is out of order. */
  @Test
  void a_store_that_forgets_the_token_takes_the_late_line() throws SQLException {
    long token = token();
    long rivals = cluster.lock(GuardedWriter.LOCK).take("rival");
    store.append(rivals, "the rival's");
    try (Statement forget = keepsItInMemory.createStatement()) {
      forget.executeUpdate("UPDATE fence SET token = 0");
    }
    cluster.advance(TRIP);
    assertThat(store.tokens()).containsExactly(rivals, token);
  }

  @Test
  void a_line_that_arrives_before_the_next_holder_writes_does_no_harm() throws SQLException {
    long token = token();
    long rivals = cluster.lock(GuardedWriter.LOCK).take("rival");
    cluster.advance(TRIP);
    assertThat(next(Event.Stored.class).token()).isEqualTo(token);
    store.append(rivals, "the rival's");
    assertThat(store.tokens()).containsExactly(token, rivals);
  }

  @Test
  void after_a_pause_it_is_told_that_the_lock_is_lost() {
    long token = token();
    cluster.lock(GuardedWriter.LOCK).join("rival");
    cluster.pause(Duration.ofSeconds(30));
    assertThat(next(Event.Lost.class).token()).isEqualTo(token);
    events.expectNoMessage(Duration.ZERO);
  }

  @Test
  void when_the_store_does_not_answer_another_one_has_its_turn() throws SQLException {
    long token = token();
    cluster.advance(TRIP);
    courier.tell(new Courier.Block(true));
    writer("n2");
    cluster.advance(TIMES.patience().plus(TIMES.pause()));
    assertThat(next(Event.GaveBack.class)).hasFieldOrPropertyWithValue("node", "n1");
    assertThat(next(Event.Holds.class).node()).isEqualTo("n2");
    store.append(token(), "n2, by another way");

    courier.tell(new Courier.Block(false));
    cluster.advance(Duration.ofSeconds(5));
    assertThat(next(Event.Refused.class).token()).isEqualTo(token);
    List<Long> tokens = store.tokens();
    assertThat(tokens).isSorted().hasSizeGreaterThan(3).endsWith(token());
    assertThat(tokens.stream().filter(each -> each == token)).hasSize(1);
  }

  @Test
  void a_way_that_is_blocked_lets_nothing_pass_however_much_is_stuck() throws SQLException {
    cluster.advance(TRIP);
    int before = store.tokens().size();
    courier.tell(new Courier.Block(true));
    TestProbe<Courier.Answer> answers = testKit.createTestProbe();
    for (int i = 0; i < 101; i++) {
      courier.tell(new Courier.Carry(token(), "line " + i, answers.ref()));
    }
    cluster.advance(TRIP);
    assertThat(answers.receiveMessage(Duration.ZERO)).isInstanceOf(Courier.Unknown.class);
    assertThat(store.tokens()).hasSize(before);
  }

  @Test
  void without_a_majority_it_stops_writing_and_goes_on_when_there_is_one() throws SQLException {
    cluster.loseMajority();
    cluster.advance(TIMES.ttl());
    next(Event.Lost.class);
    int lines = store.tokens().size();
    cluster.advance(Duration.ofMinutes(1));
    assertThat(store.tokens().size()).isBetween(lines, lines + 1);
    cluster.restoreMajority();
    cluster.advance(Duration.ofSeconds(10));
    assertThat(store.tokens()).hasSizeGreaterThan(lines + 1).isSorted();
  }
}
