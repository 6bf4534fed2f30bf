package conclave.multijvm.app;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import conclave.multijvm.control.Credentials;
import conclave.multijvm.control.Wire;
import conclave.multijvm.process.LoopbackPorts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lives the life of a node for a moment, so that the JVM can list the classes that it takes. */
public final class Rehearsal {

  private static final String NODE = "n1";
  private static final int MOST_LOOKS = 1_000;
  private static final long LOOK_MILLIS = 20;

  private Rehearsal() {}

  /** Takes no arguments; ends with 0 when all went well. */
  public static void main(String[] arguments) throws Exception {
    String address = LoopbackPorts.HOST + ":" + LoopbackPorts.take(1).get(0);
    Boot boot =
        new Boot(
            new Boot.Self(NODE, 1, address, ".", List.of(1), ""),
            1,
            new Boot.Scenario("rehearsal", "", false, Map.of(), 0, new Credentials(1, "")),
            Map.of(NODE, address));
    LiveNode node = new LiveNode((Boot) Wire.value(Wire.bytes(boot)));
    ActorSystem<Object> system =
        ActorSystem.create(Behaviors.empty(), boot.scenario().system(), Settings.of(boot));
    node.livesIn(system);
    awaitUp(Cluster.get(system));
    system.terminate(); // and that ends the process
  }

  private static void awaitUp(Cluster cluster) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; cluster.selfMember().status() != MemberStatus.up(); i++) {
      if (i == MOST_LOOKS) {
        throw new IllegalStateException("the node of the rehearsal does not come up");
      }
      never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
