package conclave.raft.audit;

import conclave.raft.Acceptor;
import conclave.raft.AcceptorEffects;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.NodeId;
import conclave.raft.snapshot.Loss;
import java.util.Optional;

/**
 * Beside each acceptor: asks when its replica leads, testifies when asked, and drops the state of
 * machines that are proven wrong.
 *
 * <p><b>What a difference proves.</b> All applied the same entries up to one and the same, so one
 * of the two has machines that are not what the log made of them: a machine that does not follow
 * from its commands, memory that forgot, a defect. It says nothing of the log, which is compared by
 * Raft; so whoever is wrong keeps its promises, votes and acknowledges.
 *
 * <p><b>Who is wrong.</b> What more than half of the voters have is taken for right: everybody else
 * drops its state. The first time it is given the leader's snapshot; from the second time on it is
 * left without, since its memory or its machines are not to be trusted. Where no half agrees and a
 * voter is missing, that one may still say who is right, so it is waited for and nobody is stopped;
 * the alarm is raised all the same. Where everybody has spoken, nobody will ever say it, and two
 * truths are told: then the leader drops its own, so that one of them is told no more, and nothing
 * is overwritten, since its own may be the right one.
 *
 * <p>An audit that is not answered proves nothing. Ends when the next one is due.
 */
public final class Auditor {
  private final Acceptor acceptor;
  private final AcceptorEffects effects;

  /** Under way, or the last one. */
  private Optional<Audit> audit = Optional.empty();

  /** Where the present machines were asked for. */
  private EntryId asked = EntryId.NONE;

  /** Of the present machines. */
  private Optional<Fingerprint> own = Optional.empty();

  /** Where all members had the same, in this leadership. */
  private EntryId settled = EntryId.NONE;

  private long found;

  public Auditor(Acceptor acceptor, AcceptorEffects effects) {
    this.acceptor = acceptor;
    this.effects = effects;
  }

  /** The time between two audits passed: a leader begins one if anything was written since. */
  public void due() {
    underWay().ifPresent(this::close);
    EntryId at = acceptor.last();
    boolean leads = acceptor.role() == Acceptor.Role.LEADER && !acceptor.stateLost();
    boolean anew = underWay().isEmpty() || !at.equals(settled);
    if (leads && anew) {
      audit = Optional.of(new Audit(acceptor.term(), at, acceptor.configuration()));
      for (NodeId peer : acceptor.configuration().peersOf(acceptor.self())) {
        effects.send(peer, new Message.Audit(acceptor.term(), at));
      }
      ask(at);
    }
  }

  private void ask(EntryId at) {
    asked = at;
    effects.fingerprint(at);
  }

  /** That of this leadership. */
  private Optional<Audit> underWay() {
    boolean leads = acceptor.role() == Acceptor.Role.LEADER;
    return audit.filter(open -> leads && open.term() == acceptor.term());
  }

  /** A message of the present term about an audit. */
  public void receive(NodeId from, Message.OfAudit message) {
    if (message instanceof Message.Audit ask) {
      ask(ask.at());
    } else if (message instanceof Message.AuditReply reply) {
      testified(from, reply.fingerprint());
    } else if (message instanceof Message.AuditVerdict verdict) {
      own.ifPresent(mine -> compare(mine, verdict.agreed()));
    }
  }

  /** The own machines stood at that entry. */
  public void testify(Fingerprint fingerprint) {
    if (!fingerprint.at().equals(asked)) {
      return; // of machines that were replaced since
    }
    own = Optional.of(fingerprint);
    if (acceptor.role() == Acceptor.Role.LEADER) {
      testified(acceptor.self(), fingerprint);
    } else {
      Message reply = new Message.AuditReply(acceptor.term(), fingerprint);
      acceptor.leader().ifPresent(leader -> effects.send(leader, reply));
    }
  }

  /** What was found out about the machines of before says nothing of the ones that come. */
  public void machinesReplaced() {
    asked = EntryId.NONE;
    own = Optional.empty();
  }

  private void testified(NodeId who, Fingerprint fingerprint) {
    underWay().filter(open -> open.testifies(who, fingerprint)).ifPresent(this::judge);
  }

  private void judge(Audit open) {
    Optional<Fingerprint> agreed = open.agreed();
    if (agreed.isPresent()) {
      sentence(open, agreed.get());
    } else if (open.isComplete()) {
      close(open);
    }
  }

  /** First of all itself: whoever is wrong leads no more, and another one asks the others again. */
  private void sentence(Audit open, Fingerprint agreed) {
    if (own.filter(mine -> mine.differsFrom(agreed)).isPresent()) {
      compare(own.get(), agreed);
      return;
    }
    open.testimonies()
        .forEach(
            (who, fingerprint) -> {
              if (fingerprint.differsFrom(agreed)) {
                effects.send(who, new Message.AuditVerdict(open.term(), agreed));
              }
            });
    if (open.isComplete() && open.differsFrom(agreed).isEmpty()) {
      settled = open.at();
    }
  }

  /** Nobody else will testify, or not in time. */
  private void close(Audit open) {
    Optional<Fingerprint> mine = open.of(acceptor.self());
    Optional<NodeId> other = mine.flatMap(open::differsFrom);
    if (open.agreed().isPresent() || other.isEmpty()) {
      return;
    }
    String what =
        "after entry %s, %s is not as on %s, and no majority says which is right"
            .formatted(
                open.at(),
                mine.get().differences(open.of(other.get()).orElseThrow()),
                other.get().name());
    if (open.isComplete()) {
      lose(new Loss.Diverged(open.at(), false, what));
    } else {
      effects.observe(new RaftEvent(RaftEvent.Kind.DISPUTED, open.term(), open.at(), other, what));
    }
  }

  private void compare(Fingerprint mine, Fingerprint agreed) {
    if (mine.differsFrom(agreed)) {
      found++;
      boolean first = found == 1;
      String again = first ? "" : ", and not for the first time";
      String what =
          "after entry %s, %s is not as on a majority of the voters%s"
              .formatted(mine.at(), mine.differences(agreed), again);
      lose(new Loss.Diverged(mine.at(), first, what));
    }
  }

  private void lose(Loss loss) {
    machinesReplaced();
    acceptor.stateLost(loss);
  }
}
