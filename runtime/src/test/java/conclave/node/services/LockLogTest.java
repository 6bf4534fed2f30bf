package conclave.node.services;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockEvent.Ended.Reason;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LockLogTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final NodeId SELF = new NodeId("n1", 1);
  private static final NodeId OTHER = new NodeId("n2", 2);

  private final TestProbe<String> lines = KIT.createTestProbe();
  private final ActorRef<Feed> log =
      KIT.spawn(LockLog.create("control", SELF, lines.getRef()::tell));

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private void leads(NodeId node) {
    log.tell(new Feed.Leader(3, Optional.of(node)));
  }

  private void ended(Space space, String name, Reason reason) {
    LockEvent ended = new LockEvent.Ended(new LockName(space, name), "holder", 7, reason);
    log.tell(new Feed.Changed(9, List.of(ended.encode())));
  }

  @Test
  void theLeaderSaysWhoseGrantRanOut() {
    leads(SELF);
    ended(Space.LOCK, "door", Reason.EXPIRED);
    ended(Space.ELECTION, "chief", Reason.EXPIRED);
    lines.expectMessage("Lock door: holder was not heard in time, token 7 is over");
    lines.expectMessage("Election chief: holder was not heard in time, epoch 7 is over");
  }

  @Test
  void whatWasGivenBackOrIsToldByAnotherIsNotTold() {
    leads(SELF);
    ended(Space.LOCK, "given back", Reason.RELEASED);
    leads(OTHER);
    ended(Space.LOCK, "told by another", Reason.EXPIRED);
    leads(SELF);
    ended(Space.LOCK, "door", Reason.EXPIRED);
    lines.expectMessage("Lock door: holder was not heard in time, token 7 is over");
  }
}
