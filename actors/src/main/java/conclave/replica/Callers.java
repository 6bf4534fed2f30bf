package conclave.replica;

import conclave.raft.Acceptor;
import conclave.raft.Proposal;
import conclave.replica.apply.Applier;
import conclave.replica.apply.Queries;
import conclave.replica.apply.RemoteAsker;
import conclave.serialization.Wire;

/** Whoever sends a replica commands and questions: the gateways, here and elsewhere. */
record Callers(Replica.Life life, Acceptor acceptor, Machinery machinery) {

  void submit(Wire.Submit submit) {
    Proposal proposal = acceptor.propose(submit.commands());
    if (proposal instanceof Proposal.Assigned at) {
      machinery.tell(new Applier.Expect(at.first(), at.count(), submit.from(), submit.batch()));
    } else if (proposal instanceof Proposal.Refused refused) {
      life.ports().peers().tell(submit.from(), refusal(submit, refused));
    }
  }

  void ask(Wire.Ask ask) {
    Queries.Asker asker = new RemoteAsker(ask.group(), ask.from(), life.ports().peers());
    machinery.ask(
        new Queries(ask.batch(), ask.linearizable(), ask.questions(), asker), acceptor::read);
  }

  private static Wire.Refused refusal(Wire.Submit submit, Proposal.Refused refused) {
    Wire.Reason reason =
        switch (refused.reason()) {
          case NOT_LEADER, HANDING_OVER -> Wire.Reason.NOT_LEADER;
          case OVERLOADED -> Wire.Reason.OVERLOADED;
          case NO_SPACE -> Wire.Reason.NO_SPACE;
        };
    return new Wire.Refused(submit.group(), submit.batch(), reason, refused.leader());
  }
}
