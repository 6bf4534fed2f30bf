package conclave.replica.peers;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.raft.Message;
import conclave.raft.log.NodeId;
import conclave.replica.kit.Stage;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkTest {

  private static final NodeId FROM = new NodeId("n1", 1);
  private static final NodeId TO = new NodeId("n2", 1);

  @Test
  void whatIsForReplicasAndWhatIsForGatewaysGoesToTheLocalOnes() {
    try (Stage stage = new Stage()) {
      TestProbe<Object> replica = stage.probe(Object.class);
      TestProbe<Object> gateway = stage.probe(Object.class);
      stage.local(replica.ref(), gateway.ref());
      ActorRef<Wire> bulk = stage.kit().spawn(Bulk.create());
      Wire raft = new Wire.ToReplica(Stage.GROUP, FROM, TO, new Message.ReadIndex(1, 2));
      Wire submit = new Wire.Submit(Stage.GROUP, Wire.Sender.member(FROM), 3, List.of(new byte[1]));
      Wire results = new Wire.Results(Stage.GROUP, 3, 0, List.of(new byte[1]));
      bulk.tell(raft);
      bulk.tell(results);
      bulk.tell(new Wire.Submit("elsewhere", Wire.Sender.member(FROM), 4, List.of(new byte[1])));
      bulk.tell(submit);
      replica.expectMessage(raft);
      replica.expectMessage(submit);
      gateway.expectMessage(results);
      replica.expectNoMessage(Duration.ZERO);
      gateway.expectNoMessage(Duration.ZERO);
    }
  }
}
