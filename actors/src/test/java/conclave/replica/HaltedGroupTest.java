package conclave.replica;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.StateMachine;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import java.io.DataInput;
import java.io.DataOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaltedGroupTest {

  /** Fails at the command "bad", each time, or once for each "shaky". */
  private static final class Brittle implements StateMachine {
    private static volatile boolean shaken;

    @Override
    public byte[] apply(long index, byte[] command) {
      String text = new String(command);
      if (text.equals("bad") || text.equals("shaky") && !shaken) {
        shaken = true;
        throw new IllegalStateException("cannot " + text);
      }
      return command;
    }

    @Override
    public byte[] query(byte[] query) {
      return query;
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void load(DataInput in) {}
  }

  @TempDir private Path folder;

  private static Outcome<byte[]> execute(NodeKit node, String command) throws Exception {
    BlockingQueue<Outcome<byte[]>> answer = new ArrayBlockingQueue<>(1);
    node.gateway()
        .tell(
            new Gateway.Execute(
                "brittle",
                command.getBytes(),
                Duration.ofMillis(1_500),
                Optional.empty(),
                answer::add));
    return answer.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void aMachineThatFailsOnceIsRebuiltAndOneThatFailsAgainHaltsTheGroup() throws Exception {
    try (ClusterKit cluster =
        ClusterKit.start(
            folder, ClusterKit.quick(1 << 20, 64 << 10), () -> Map.of("brittle", new Brittle()))) {
      NodeKit node = cluster.nodes().get(0);
      assertThat(execute(node, "good")).isInstanceOf(Outcome.Done.class);
      assertThat(execute(node, "shaky")).isInstanceOf(Outcome.Done.class);
      assertThat(execute(node, "bad")).isInstanceOf(Outcome.Unknown.class);
      // The last one may lack a majority to learn that the command was committed.
      ClusterKit.await(
          "a majority to halt",
          () -> cluster.nodes().stream().filter(n -> n.status().isEmpty()).count() >= 2);
      assertThat(execute(node, "good")).isNotInstanceOf(Outcome.Done.class);
    }
  }
}
