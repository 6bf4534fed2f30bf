package conclave.async;

import akka.actor.typed.ActorRef;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.election.LeaderElection;
import conclave.election.LeaderElection.LeaderChanged;
import conclave.election.LeaderElection.Observation;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An election as somebody sees it who is no actor. */
public final class AsyncElection {

  private final Errands errands;
  private final ActorRef<LeaderElection.Command> elections;
  private final String name;

  AsyncElection(Errands errands, ActorRef<LeaderElection.Command> elections, String name) {
    this.errands = errands;
    this.elections = elections;
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * Who leads, as this node knows it, which may be late. LeaderChanged or Rejected; without a
   * leader where nobody leads, or where this node has not heard of the elections within that time.
   */
  public CompletionStage<Observation> leader(Duration within) {
    return errands.ask(
        new Question<>(
            Observation.class,
            0,
            within,
            new LeaderChanged(name, Optional.empty()),
            why -> new LeaderElection.Rejected(name, why.reason(), why.sentence()),
            observer -> elections.tell(new LeaderElection.Observe(name, observer))));
  }
}
