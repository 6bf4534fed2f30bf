package conclave.coordination;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockTable;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells a load which owners the table of one node granted a lock, and whose grants ran out. */
final class TableWatch {
  private final AtomicInteger openings = new AtomicInteger();
  private final Load load;

  TableWatch(Load load) {
    this.load = load;
  }

  /** How often it began to see; events between two beginnings are missed. */
  int openings() {
    return openings.get();
  }

  Behavior<Object> watch(String group) {
    return Behaviors.setup(
        context -> {
          ActorRef<Feed> self = context.getSelf().narrow();
          Following.Subject locks =
              new Following.Subject(group, LockTable.NAME, new LockQuery.All().encode());
          context.spawn(Following.create(locks, self), "feed");
          return Behaviors.receive(Object.class)
              .onMessage(Feed.Changed.class, this::onChanged)
              .onMessage(Feed.Opened.class, this::onOpened)
              .onAnyMessage(other -> Behaviors.same())
              .build();
        });
  }

  private Behavior<Object> onOpened(Feed.Opened opened) {
    openings.incrementAndGet();
    return Behaviors.same();
  }

  private Behavior<Object> onChanged(Feed.Changed changed) throws Exception {
    for (byte[] bytes : changed.events()) {
      LockEvent event = LockEvent.decode(bytes);
      if (event instanceof LockEvent.Granted grant) {
        load.seenGranted(grant.owner(), grant.token());
      } else if (event instanceof LockEvent.Ended ended
          && ended.reason() == LockEvent.Ended.Reason.EXPIRED) {
        load.seenExpired(ended.owner());
      }
    }
    return Behaviors.same();
  }
}
