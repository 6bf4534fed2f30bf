package conclave.multijvm.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.multijvm.CallFailed;
import conclave.multijvm.Timeline;
import conclave.multijvm.process.JavaCommand;
import conclave.multijvm.process.NodeJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of the control channel, in one process; a shell stands for that of the node. */
class LineTest {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int MANY = 300;

  @TempDir private Path temp;
  private final Switchboard board = Switchboard.open();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch broken = new CountDownLatch(1);
  private final List<NodeSide> nodes = new ArrayList<>();
  private NodeJvm jvm;
  private Line line;

  @BeforeEach
  void open() {
    Timeline timeline = Timeline.into(temp.resolve("timeline.txt"));
    NodeJvm.Spec spec =
        new NodeJvm.Spec(
            "n1",
            new JavaCommand("java", "", List.of()),
            List.of("sh", "-c", "read -r word"),
            temp.resolve("n1"),
            temp.resolve("n1.log"));
    jvm = new NodeJvm(spec, timeline);
    line = new Line(jvm, timeline, new Barriers(timeline, () -> Set.of("n1")));
    board.connect("n1", line);
    expectProcess();
  }

  @AfterEach
  void close() throws IOException {
    release.countDown();
    for (NodeSide node : nodes) {
      node.close();
    }
    jvm.kill();
    board.close();
  }

  private void expectProcess() {
    jvm.kill();
    line.expectProcess();
    jvm.start(new byte[0]);
    line.watchProcess();
  }

  private NodeSide call(int life) throws IOException {
    NodeSide node = NodeSide.connect(board.credentials(), "n1", life, this::run);
    nodes.add(node);
    node.serve(broken::countDown);
    return node;
  }

  private Object run(Object task) throws InterruptedException {
    if (task.equals("wait")) {
      release.await(1, TimeUnit.HOURS);
    }
    return task;
  }

  @Test
  void more_calls_than_a_node_takes_are_refused_and_it_serves_on() throws IOException {
    call(line.life()).ready();
    line.ready().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    List<CompletableFuture<Object>> calls = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      calls.add(line.call("wait", LONG));
    }
    // They are taken one after another: when the last one is refused, so are all that had to be.
    assertThatThrownBy(calls.get(MANY - 1)::join)
        .cause()
        .hasMessageContaining("64 calls run already");
    CompletableFuture<Void> passed = nodes.get(0).arrive(new Rendezvous("met", Set.of("n1"), LONG));
    passed.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    release.countDown();
    int answered = 0;
    for (CompletableFuture<Object> call : calls) {
      answered += refused(call) ? 0 : 1;
    }
    assertThat(answered).isEqualTo(64);
    assertThat(line.call("again", LONG).join()).isEqualTo("again");
    assertThat(broken.getCount()).as("a channel that is whole").isOne();
  }

  private static boolean refused(CompletableFuture<Object> call) {
    try {
      call.join();
      return false;
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(CallFailed.class);
      return true;
    }
  }

  @Test
  void a_former_process_that_calls_late_is_not_taken_for_the_next() throws Exception {
    int former = line.life();
    expectProcess();
    call(former);
    assertThat(broken.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("hung up on").isTrue();
    assertThatThrownBy(line.call("hello", LONG)::join)
        .cause()
        .hasMessage("n1: it is not ready yet");
    call(line.life()).ready();
    line.ready().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(line.call("hello", LONG).join()).isEqualTo("hello");
  }
}
