package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import conclave.multijvm.links.Links;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done with and to nodes that run a plain Akka guardian. */
class JvmClusterTest {

  @RegisterExtension
  static final JvmCluster cluster =
      JvmCluster.of("kit")
          .nodes(3)
          .running(Notebook.class)
          .config(Notebook.BINDING)
          .wired(Links::seeded);

  private static List<String> read(JvmNode node) {
    return node.call(
        there -> there.ask((ActorRef<List<String>> replyTo) -> new Notebook.Read(replyTo)));
  }

  private static long pid(JvmNode node) {
    return node.call(there -> ProcessHandle.current().pid());
  }

  private static void awaitNote(String who, String what) {
    Patience.seconds(60)
        .until(
            who + " " + what,
            () ->
                cluster.timeline().events().stream()
                    .filter(event -> event.who().equals(who) && event.what().equals(what))
                    .findFirst());
  }

  @Test
  void a_task_runs_in_the_process_of_its_node() {
    for (JvmNode node : List.of(cluster.node(1), cluster.node(2), cluster.node(3))) {
      assertThat(pid(node)).isEqualTo(node.pid());
      assertThat(node.<String>call(NodeContext::name)).isEqualTo(node.name());
      assertThat(node.<Set<String>>call(there -> Set.copyOf(there.peers().keySet())))
          .contains("n1", "n2", "n3");
    }
    long seed = cluster.node(1).call(NodeContext::seed);
    assertThat(seed).isEqualTo(cluster.seed());
  }

  @Test
  void what_a_task_throws_arrives_as_cause_with_the_stack_it_had() {
    assertThatThrownBy(() -> cluster.node(1).run(there -> failDeepInside()))
        .isInstanceOf(CallFailed.class)
        .hasMessage("n1: the task threw java.lang.IllegalStateException: deep inside")
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .satisfies(
            cause ->
                assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("failDeepInside"));
  }

  private static void failDeepInside() {
    throw new IllegalStateException("deep inside");
  }

  @Test
  void what_cannot_be_sent_is_named() {
    Object mine = new Object();
    assertThatThrownBy(() -> cluster.node(1).call(there -> mine.toString()))
        .isInstanceOf(CallFailed.class)
        .hasMessageContainingAll("n1", "cannot be sent", "java.lang.Object", "Cure");
    assertThatThrownBy(() -> cluster.node(1).call(there -> Thread.currentThread()))
        .isInstanceOf(CallFailed.class)
        .hasMessageContainingAll("n1", "the result cannot be sent", "java.lang.Thread");
  }

  @Test
  void a_node_comes_back_on_its_directory_and_forgets_when_it_is_wiped() {
    JvmNode node = cluster.node(2);
    node.tell(new Notebook.Write("before"));
    assertThat(read(node)).contains("before");
    long former = node.pid();

    node.restart();
    assertThat(pid(node)).isNotEqualTo(former);
    assertThat(read(node)).contains("before");

    node.kill();
    assertThatThrownBy(() -> read(node))
        .isInstanceOf(CallFailed.class)
        .hasMessage("n2: it does not run");
    node.wipe();
    node.restart();
    assertThat(read(node)).isEmpty();
  }

  @Test
  void a_paused_node_answers_when_it_is_resumed() {
    JvmNode node = cluster.node(3);
    node.pause();
    CompletableFuture<Long> asked =
        node.send(there -> ProcessHandle.current().pid(), Duration.ofSeconds(60));
    assertThatThrownBy(() -> node.call(there -> 1, Duration.ofMillis(300)))
        .isInstanceOf(CallFailed.class)
        .hasMessage("n3: no answer within PT0.3S");
    assertThat(asked).isNotDone();
    assertThat(node.alive()).isTrue();

    node.resume();
    assertThat(asked.join()).isEqualTo(node.pid());
  }

  @Test
  void a_graceful_stop_runs_the_coordinated_shutdown() {
    JvmNode node = cluster.node(3);
    assertThat(node.terminate(Duration.ofSeconds(60))).isEqualTo(143);
    awaitNote(node.name(), Notebook.GOODBYE);
  }

  @Test
  void a_call_fails_at_once_when_its_node_is_killed() {
    JvmNode node = cluster.node(2);
    CompletableFuture<Boolean> asked =
        node.send(
            there -> {
              there.note("waits for ever");
              return new CountDownLatch(1).await(1, TimeUnit.HOURS);
            },
            Duration.ofHours(1));
    awaitNote("n2", "waits for ever");
    node.kill();
    assertThatThrownBy(asked::join)
        .cause()
        .isInstanceOf(CallFailed.class)
        .hasMessage("n2: it ended with exit status 137");
  }

  @Test
  void nodes_and_the_test_meet_at_a_barrier() {
    List<CompletableFuture<String>> arrivals =
        cluster.nodes().stream()
            .filter(JvmNode::alive)
            .map(
                node ->
                    node.send(
                        there -> {
                          there.barrier("loaded").await();
                          return there.name();
                        },
                        Duration.ofMinutes(1)))
            .toList();
    cluster.barrier("loaded").await();
    assertThat(arrivals).extracting(CompletableFuture::join).contains("n1", "n2", "n3");
  }

  @Test
  void a_barrier_names_who_is_missing_at_the_deadline() {
    CompletableFuture<Void> there =
        cluster
            .node(1)
            .send(
                node -> {
                  node.barrier("never", "n1", "n2", "n3", "test").await(Duration.ofHours(1));
                  return null;
                },
                Duration.ofHours(1));
    awaitNote("n1", "at barrier never");
    String sentence = "barrier never: n2, n3 are missing after PT0.2S; there: n1, test";
    assertThatThrownBy(() -> cluster.barrier("never").await(Duration.ofMillis(200)))
        .isInstanceOf(Barrier.Broken.class)
        .hasMessage(sentence);
    assertThatThrownBy(there::join).cause().hasMessageContaining(sentence);
  }

  @Test
  void a_barrier_breaks_when_a_node_that_it_waits_for_ends() {
    CompletableFuture<Void> arrival =
        cluster.barrier("broken", "n3", "test").arrive(Duration.ofHours(1));
    cluster.node(3).kill();
    assertThatThrownBy(arrival::join)
        .cause()
        .isInstanceOf(Barrier.Broken.class)
        .hasMessage("barrier broken: n3 ended; there: test");
  }

  /** The guardian of another node, as a node sees it. */
  private static ActorRef<Notebook.Command> guardian(NodeContext here, String node) {
    return ActorRefResolver.get(here.system())
        .resolveActorRef(
            "akka://%s@%s/user".formatted(here.system().name(), here.peers().get(node)));
  }

  private static Optional<String> ping(JvmNode from, String to) {
    return Optional.of(
            from.<String>call(
                there -> {
                  try {
                    return there.ask(
                        guardian(there, to),
                        (ActorRef<String> me) -> new Notebook.Ping(me),
                        Duration.ofSeconds(1));
                  } catch (TimeoutException silence) {
                    return "";
                  }
                }))
        .filter(answer -> !answer.isEmpty());
  }

  @Test
  void a_link_is_cut_in_one_direction_and_healed() {
    JvmNode one = cluster.node(1);
    JvmNode two = cluster.node(2);
    Patience.seconds(60).until("n1 and n2 talk", () -> ping(one, "n2"));
    cluster.wiring(Links.class).oneWay("n2", "n1").cut();
    one.run(there -> guardian(there, "n2").tell(new Notebook.Write("one way")));
    Patience.seconds(60)
        .until(
            "n2 hears n1", () -> Optional.of(read(two)).filter(lines -> lines.contains("one way")));
    assertThat(ping(one, "n2")).as("the answer of n2, which cannot reach n1").isEmpty();

    cluster.wiring(Links.class).all().heal();
    Patience.seconds(60).until("n1 and n2 talk again", () -> ping(one, "n2"));
    assertThat(cluster.timeline().events()).anyMatch(event -> event.who().equals("links"));
  }

  @Test
  void a_lost_node_is_replaced_by_another_one() {
    JvmNode lost = cluster.add(Notebook.class);
    lost.tell(new Notebook.Write("lost"));
    JvmNode next = cluster.replace(lost);
    assertThat(lost.alive()).isFalse();
    assertThat(next.name()).isNotEqualTo(lost.name());
    assertThat(next.address()).isNotEqualTo(lost.address());
    assertThat(read(next)).isEmpty();
    next.kill();
  }
}
