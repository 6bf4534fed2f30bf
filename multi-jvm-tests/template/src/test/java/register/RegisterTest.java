package register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import conclave.multijvm.CallFailed;
import conclave.multijvm.JvmCluster;
import conclave.multijvm.JvmNode;
import conclave.multijvm.history.Registers;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever asks at whichever node sees what was written last, whatever happens to the nodes. */
class RegisterTest {

  @RegisterExtension
  static final JvmCluster cluster =
      JvmCluster.of("register")
          .nodes(3)
          .running(RegisterNode.class)
          .flags("-Dregister.hasty=" + Boolean.getBoolean("register.hasty"));

  private static void write(JvmNode node, String text) {
    node.run(there -> there.ask((ActorRef<String> me) -> new Register.Write(text, me)));
  }

  private static String read(JvmNode node) {
    return node.call(there -> there.ask((ActorRef<String> me) -> new Register.Read(me)));
  }

  @Test
  void every_read_sees_the_last_write() {
    Registers registers = new Registers();
    SplittableRandom random = cluster.random();
    registers.write("client", "text", "v0", () -> write(cluster.node(1), "v0"));
    for (int i = 1; i <= 60; i++) {
      JvmNode node = cluster.node(1 + random.nextInt(3));
      String text = "v" + i;
      if (random.nextBoolean()) {
        registers.write("client", "text", text, () -> write(node, text));
      } else {
        registers.read("client", "text", () -> read(node));
      }
      if (i == 20) {
        cluster.node(3).kill();
      } else if (i == 40) {
        cluster.node(3).restart();
      }
    }
    registers.requireLinearizable();
    assertTrue(registers.answered() > 40, "most operations were answered");
  }

  @Test
  void a_paused_node_keeps_those_waiting_that_ask_it() {
    write(cluster.node(1), "before");
    JvmNode paused = cluster.node(2);
    paused.pause();
    CompletableFuture<String> waits =
        paused.send(
            there -> there.ask((ActorRef<String> me) -> new Register.Read(me)),
            Duration.ofSeconds(60));
    assertEquals("before", read(cluster.node(3)));
    assertTrue(!waits.isDone(), "it is still paused");
    paused.resume();
    assertEquals("before", waits.join());
  }

  @Test
  void a_killed_node_fails_who_waits_for_it_at_once() {
    JvmNode killed = cluster.node(3);
    CompletableFuture<Void> waits =
        killed.send(
            there -> {
              there.barrier("waiting", "n3", "test").await();
              there.barrier("never", "n3", "test").await(Duration.ofHours(1));
              return null;
            },
            Duration.ofHours(1));
    cluster.barrier("waiting", "n3", "test").await();
    killed.kill();
    CompletionException failed = Assertions.assertThrows(CompletionException.class, waits::join);
    assertTrue(failed.getCause() instanceof CallFailed, "it says so");
    assertEquals("n3: it ended with exit status 137", failed.getCause().getMessage());
  }
}
