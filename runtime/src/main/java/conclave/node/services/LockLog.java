package conclave.node.services;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One readable line for each end of a grant that nobody asked for, on the node that leads the
 * group: its holder is dead, cut off or slow. Grants and releases are too many for a log. If it
 * dies, lines are missing and nothing else.
 */
final class LockLog extends AbstractBehavior<Feed> {

  private final NodeId self;
  private final Consumer<String> lines;
  private boolean leads;

  private LockLog(ActorContext<Feed> context, String group, NodeId self, Consumer<String> lines) {
    super(context);
    this.self = self;
    this.lines = lines;
    byte[] nothing = new LockQuery.Page(Space.LOCK, "", 1).encode();
    Following.Subject locks = new Following.Subject(group, LockTable.NAME, nothing);
    context.spawn(Following.create(locks, context.getSelf()), "feed");
  }

  /**
   * @param group which holds the locks
   * @param lines hears each line
   */
  static Behavior<Feed> create(String group, NodeId self, Consumer<String> lines) {
    return Behaviors.setup(context -> new LockLog(context, group, self, lines));
  }

  @Override
  public Receive<Feed> createReceive() {
    return newReceiveBuilder()
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Leader.class, this::onLeader)
        .onMessage(Feed.Opened.class, opened -> this)
        .build();
  }

  private Behavior<Feed> onLeader(Feed.Leader leader) {
    leads = leader.leader().equals(Optional.of(self));
    return this;
  }

  private Behavior<Feed> onChanged(Feed.Changed changed) throws MalformedException {
    if (leads) {
      for (byte[] bytes : changed.events()) {
        if (LockEvent.decode(bytes) instanceof LockEvent.Ended ended
            && ended.reason() == LockEvent.Ended.Reason.EXPIRED) {
          tell(ended);
        }
      }
    }
    return this;
  }

  private void tell(LockEvent.Ended ended) {
    boolean election = ended.lock().space() == Space.ELECTION;
    lines.accept(
        "%s %s: %s was not heard in time, %s %d is over"
            .formatted(
                election ? "Election" : "Lock",
                ended.lock().name(),
                ended.owner(),
                election ? "epoch" : "token",
                ended.token()));
  }
}
