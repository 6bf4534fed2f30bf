package conclave.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import conclave.replica.apply.Applier;
import conclave.replica.apply.ApplyFailedException;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Queries;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A replica's applier, and the questions that wait until it is known how fresh it must be. */
final class Machinery {

  /** More waiting batches than this, and the oldest fails (law L7). */
  private static final int MAX_READS = 1_024;

  private final ActorContext<Object> context;
  private final Replica.Life life;
  private final Map<Long, Queries> reads = new LinkedHashMap<>();
  private ActorRef<Applier.Command> applier;
  private long nextRead;
  private long lives;
  private long failedAt = -1;
  private Feed.Leader leader = new Feed.Leader(0, Optional.empty());

  Machinery(ActorContext<Object> context, Replica.Life life) {
    this.context = context;
    this.life = life;
    // A late answer to a read of a former life must not meet a read of this one (law L4).
    this.nextRead = life.ports().random().nextLong();
  }

  /** A new applier, with new machines. */
  void start() {
    lives++;
    applier =
        context.spawn(
            Applier.create(
                new Applier.Setup(
                    life.group().name(),
                    life.group().machines(),
                    life.ports().peers(),
                    life.journal(),
                    context.getSelf().narrow(),
                    life.incarnation())),
            "applier-" + lives);
    context.watch(applier);
    applier.tell(new Applier.TellLeader(leader));
  }

  /** Followers of the machines want to know who leads. */
  void leads(LeaderIs known) {
    leader = new Feed.Leader(known.term(), known.leader());
    applier.tell(new Applier.TellLeader(leader));
  }

  void tell(Applier.Command message) {
    applier.tell(message);
  }

  boolean is(ActorRef<Void> who) {
    return who.equals(applier);
  }

  /** Whether a machine failed at the very entry at which it had failed before. */
  boolean failsAgain(Throwable cause) {
    long index = cause instanceof ApplyFailedException failure ? failure.index() : -1;
    boolean again = index >= 0 && index == failedAt;
    failedAt = index;
    return again;
  }

  /** Asks at once, or once it is known which index the machines must have applied. */
  void ask(Queries queries, LongConsumer read) {
    if (!queries.linearizable()) {
      tell(new Applier.AnswerAt(0, queries));
      return;
    }
    if (reads.size() == MAX_READS) {
      Iterator<Long> eldest = reads.keySet().iterator();
      readFailed(eldest.next());
    }
    long id = nextRead++;
    reads.put(id, queries);
    read.accept(id);
  }

  void readReady(long id, long index) {
    Queries queries = reads.remove(id);
    if (queries != null) {
      tell(new Applier.AnswerAt(index, queries));
    }
  }

  void readFailed(long id) {
    Queries queries = reads.remove(id);
    if (queries != null) {
      queries.replyTo().tell(new Queries.Failed(queries.id()));
    }
  }
}
