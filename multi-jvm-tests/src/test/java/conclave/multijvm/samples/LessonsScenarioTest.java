package conclave.multijvm.samples;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.JvmCluster;
import conclave.multijvm.JvmNode;
import conclave.multijvm.Patience;
import conclave.replica.kit.FreePorts;
import conclave.samples.guarded.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lessons on real processes, all at once on three nodes: one stands still or is killed, and
 * what each lesson promises holds. The store is in the process of the test.
 */
class LessonsScenarioTest {

  private static final Patience LONG = Patience.seconds(120);
  private static final int STORE_PORT = FreePorts.take();
  private static final int TRIES = 5;
  private static final int SOME = 1;

  private static final List<String> OF_THE_LOCK = List.of("Holds", "Sends", "Lost", "GaveBack");

  /** What a holder says that looked at its own clock, and asked nobody. */
  private static final String BY_ITSELF = "it-could-not-be-renewed-in-time";

  @TempDir private static Path folder;

  @RegisterExtension
  static final JvmCluster cluster =
      JvmCluster.of("lessons")
          .nodes(3)
          .running(LessonsNode.class)
          .withConclave()
          .config(LessonsNode.STORE_PORT + " = " + STORE_PORT)
          .config("conclave.placement { leave-after = 1s, return-after = 1s }");

  private static Runnable store;

  @BeforeAll
  static void openTheStore() throws SQLException {
    store = Store.serve(STORE_PORT, folder);
  }

  @AfterAll
  static void closeTheStore() {
    store.run();
  }

  /** The latest event of that kind on any node that runs, once it is another than that one. */
  private static Happened awaitNext(String kind, List<JvmNode> among, long than, int at) {
    return LONG.until(
        "%s with more than %d".formatted(kind, than),
        () ->
            Happened.on(among, kind)
                .filter(event -> event.number(at) > than)
                .max(Comparator.comparingLong(event -> event.number(at))));
  }

  private static List<JvmNode> others(JvmNode node) {
    return cluster.nodes().stream().filter(other -> other != node).toList();
  }

  private static long count(JvmNode node, String kind) {
    return Happened.on(List.of(node), kind).count();
  }

  @Test
  void the_store_refuses_the_line_of_a_writer_that_stood_still() throws SQLException {
    boolean refused = false;
    for (int i = 0; i < TRIES && !refused; i++) {
      refused = standStillWithALineOnItsWay();
    }
    assertThat(refused).as("a line came too late in one of %d tries", TRIES).isTrue();
    List<Long> tokens = Store.at(STORE_PORT).tokens();
    assertThat(tokens).isSorted();
    System.out.printf(
        "guarded writer: %d lines under %d tokens, none after a greater one; %d refused%n",
        tokens.size(),
        new HashSet<>(tokens).size(),
        Happened.on(cluster.nodes(), "Refused").count());
  }

  /** Whether its line was refused; it may have arrived before the process stood still. */
  private static boolean standStillWithALineOnItsWay() {
    long holds = awaitNext("Holds", cluster.nodes(), 0, 2).number(2);
    Happened holder = awaitNext("Sends", cluster.nodes(), holds - 1, 2);
    JvmNode writer = cluster.node(holder.node());
    long sent = count(writer, "Sends");
    LONG.until(
        "the next line of " + writer.name(),
        () -> Optional.of(count(writer, "Sends")).filter(now -> now > sent));
    writer.pause();
    Happened last = lastOfTheLock(writer);
    if (last.is("Lost") || last.is("GaveBack")) {
      writer.resume();
      return false; // it was over before
    }
    long token = last.number(2);
    int eventsBefore = Happened.on(writer).size();
    long refusedBefore = count(writer, "Refused");
    long storedBefore = count(writer, "Stored");
    awaitNext("Stored", others(writer), holder.number(2), 2);
    writer.resume();
    boolean wasRefused =
        LONG.until(
            writer.name() + " hears what became of its line",
            () -> {
              boolean refused = count(writer, "Refused") > refusedBefore;
              boolean stored = count(writer, "Stored") > storedBefore;
              return refused || stored ? Optional.of(refused) : Optional.empty();
            });
    requireLostFirst(writer, token, eventsBefore);
    return wasRefused;
  }

  private static Happened lastOfTheLock(JvmNode node) {
    return Happened.on(node).stream()
        .filter(event -> OF_THE_LOCK.stream().anyMatch(event::is))
        .reduce((former, latter) -> latter)
        .orElseThrow();
  }

  /**
   * Whoever wakes up after its time knows by itself that it holds the lock no more, and is told
   * before it does anything else under its token. What it had decided before may still be handled
   * first, which is one line at most: from that only the token protects.
   */
  private static void requireLostFirst(JvmNode writer, long token, int from) {
    int lost =
        LONG.until(
            "%s loses the lock of token %d".formatted(writer.name(), token),
            () -> indexOf(writer, "Lost", token, from));
    List<Happened> woken = Happened.on(writer);
    assertThat(woken.get(lost).word(3)).isEqualTo(BY_ITSELF);
    List<Integer> sent =
        IntStream.range(from, woken.size())
            .filter(i -> woken.get(i).is("Sends") && woken.get(i).number(2) == token)
            .boxed()
            .toList();
    assertThat(sent).as("lines under the lost token").hasSizeLessThan(2).allMatch(i -> i < lost);
    assertThat(woken.subList(from, lost)).as("before it is lost").noneMatch(e -> e.is("Holds"));
  }

  private static Optional<Integer> indexOf(JvmNode node, String kind, long token, int from) {
    List<Happened> events = Happened.on(node);
    return IntStream.range(from, events.size())
        .filter(i -> events.get(i).is(kind) && events.get(i).number(2) == token)
        .boxed()
        .findFirst();
  }

  @Test
  void each_report_is_made_once_and_epochs_only_grow() {
    List<JvmNode> nodes = cluster.nodes();
    Happened first = awaitNext("Made", nodes, SOME, 3);
    JvmNode stillStanding = cluster.node(first.node());
    stillStanding.pause();
    Happened second = awaitNext("Made", others(stillStanding), first.number(2), 2);
    JvmNode killed = cluster.node(second.node());
    stillStanding.resume();
    awaitNext("Made", nodes, second.number(3) + SOME, 3);
    killed.kill();
    Happened third = awaitNext("Made", others(killed), second.number(2), 2);
    awaitNext("Made", others(killed), third.number(3) + SOME, 3);

    List<Happened> reports =
        Happened.on(nodes, "Made")
            .sorted(Comparator.comparingLong(made -> made.number(3)))
            .toList();
    List<Long> epochs = reports.stream().map(made -> made.number(2)).distinct().toList();
    assertThat(reports.stream().map(made -> made.number(3))).doesNotHaveDuplicates();
    assertThat(reports.stream().map(made -> made.number(2))).isSorted();
    assertThat(reports.stream().map(made -> made.node() + made.number(2)).distinct())
        .as("each epoch is of one node")
        .hasSameSizeAs(epochs);
    // A report that was written down when its node was killed is in no log.
    long numbers = reports.get(reports.size() - 1).number(3);
    assertThat(numbers - reports.size()).isBetween(0L, 2L);
    System.out.printf(
        "job of a leader: %d reports in %d epochs, %d of them in no log%n",
        reports.size(), epochs.size(), numbers - reports.size());
  }

  @Test
  void the_customers_of_a_node_that_is_killed_are_charged_by_another_and_never_twice() {
    Happened charge =
        LONG.until(
            "a charge by the node of another desk",
            () ->
                charges("Done").filter(done -> !done.word(4).startsWith(done.node())).findFirst());
    JvmNode killed = cluster.node(charge.node());
    List<JvmNode> left = others(killed);
    Set<String> failedBefore = failedReminders(left);
    killed.kill();
    LONG.until(
        "%s is charged by another than %s".formatted(charge.word(3), killed.name()),
        () ->
            charges("Done")
                .filter(done -> done.word(3).equals(charge.word(3)))
                .filter(done -> !done.node().equals(killed.name()))
                .findFirst());

    List<String> charged = charges("Did").map(did -> did.word(4)).toList();
    assertThat(charged).doesNotHaveDuplicates();
    Set<String> failed = failedReminders(left);
    failed.removeAll(failedBefore);
    assertThat(failed).as("reminders that failed").isEmpty();
    System.out.printf(
        "routed work: %d charges, none twice, %d of which nobody knows or not made; %d reminders%n",
        charged.size(),
        Stream.of("NotDone", "Unknown").mapToLong(kind -> charges(kind).count()).sum(),
        Happened.on(left, "Done").filter(done -> done.word(2).equals("REMIND")).count());
  }

  /** Reminders of those desks that were not sent in time: none, once the cluster is there. */
  private static Set<String> failedReminders(List<JvmNode> desks) {
    return Stream.of("NotDone", "Unknown")
        .flatMap(kind -> Happened.on(desks, kind))
        .filter(event -> event.word(2).equals("REMIND"))
        .map(event -> event.word(4))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Stream<Happened> charges(String kind) {
    return Happened.on(cluster.nodes(), kind).filter(event -> event.word(2).equals("CHARGE"));
  }
}
