package conclave.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.cluster.FreshStart;
import conclave.cluster.founding.AkkaStatus;
import conclave.cluster.founding.Effect;
import conclave.cluster.founding.Founding;
import conclave.cluster.founding.Here;
import conclave.cluster.founding.Input;
import conclave.cluster.founding.Patience;
import conclave.cluster.table.ClusterTable;
import conclave.cluster.table.RollCommand;
import conclave.cluster.table.Run;
import conclave.node.Ports;
import conclave.raft.log.NodeId;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two Akka clusters in this JVM whose ActorSystems have the same name. Akka invites a run of one
 * into the other, since the address through which it was to join is another's by now.
 */
class AForeignClusterTest {

  private static final String HOST = "127.0.0.1";

  private final ClusterTable table = new ClusterTable();
  private List<Integer> ports;
  private ActorSystem<Void> foreign;
  private ActorSystem<Void> own;
  private long index;

  @BeforeEach
  void start() throws IOException {
    ports = Ports.free(HOST, 2);
    foreign = system(0);
    own = system(1);
    Cluster there = Cluster.get(foreign);
    there.manager().tell(Join.create(there.selfMember().address()));
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(own, Duration.ofSeconds(30));
    ActorTestKit.shutdown(foreign, Duration.ofSeconds(30));
  }

  private ActorSystem<Void> system(int which) {
    Config config =
        ConfigFactory.parseString(
                """
                include classpath("conclave-akka.conf")
                akka.remote.artery.canonical { hostname = "%s", port = %d }
                akka.cluster.gossip-interval = 200 ms
                akka.cluster.leader-actions-interval = 200 ms
                """
                    .formatted(HOST, ports.get(which)))
            .withFallback(ConfigFactory.load());
    return ActorSystem.create(Behaviors.empty(), "shop", config);
  }

  private String address(int which) {
    return HOST + ":" + ports.get(which);
  }

  private void log(RollCommand command) {
    table.apply(++index, command.encode());
  }

  @Test
  void aRunThatAkkaTookIntoAnotherClusterStartsAfresh() {
    LiveAkka akka = new LiveAkka(own);
    Run self = new Run(new NodeId("n2", 2), akka.uid());
    Run founder = new Run(new NodeId("n1", 1), 77);
    log(new RollCommand.Start(founder, 0, address(0)));
    log(new RollCommand.Claim(0, founder, List.of()));
    log(new RollCommand.Start(self, 0, address(1)));
    log(new RollCommand.Join(1, self));

    Founding founding = new Founding(self, address(1), new Patience(10, 100_000));
    founding.on(akka.status(), new Input.Told(index, table.roll()));
    List<Effect> effects = founding.on(akka.status(), new Input.Heard(new Here(founder, 1, true)));
    assertThat(effects).containsExactly(new Effect.JoinThrough(1, List.of(address(0))));
    akka.joinThrough(List.of(address(0)));
    ClusterKit.await("Akka lets it in", () -> akka.status() == AkkaStatus.IN);

    List<Effect> ends = new ArrayList<>();
    for (int look = 0; look < 10; look++) {
      assertThat(akka.members()).as("in the other cluster").hasSize(2);
      ends.addAll(founding.on(akka.status(), new Input.Tick(akka.members())));
    }
    assertThat(ends)
        .containsExactly(
            new Effect.StartAfresh("it is in an Akka cluster of which the log knows nobody else"));

    akka.end(new FreshStart("it is in another cluster"));
    ClusterKit.await("it is gone", () -> new LiveAkka(foreign).members().size() == 1);
    assertThat(own.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join())
        .isNotNull();
  }

  @Test
  void aRunThatIsWithSomebodyWhomTheLogHasStays() {
    LiveAkka akka = new LiveAkka(own);
    Run self = new Run(new NodeId("n2", 2), akka.uid());
    Run founder = new Run(new NodeId("n1", 1), new LiveAkka(foreign).uid());
    log(new RollCommand.Start(founder, 0, address(0)));
    log(new RollCommand.Claim(0, founder, List.of()));
    log(new RollCommand.Start(self, 0, address(1)));
    log(new RollCommand.Join(1, self));
    Founding founding = new Founding(self, address(1), new Patience(10, 100_000));
    founding.on(akka.status(), new Input.Told(index, table.roll()));
    akka.joinThrough(List.of(address(0)));
    ClusterKit.await("Akka lets it in", () -> akka.members().size() == 2);
    for (int look = 0; look < 30; look++) {
      assertThat(founding.on(akka.status(), new Input.Tick(akka.members()))).isEmpty();
    }
  }
}
