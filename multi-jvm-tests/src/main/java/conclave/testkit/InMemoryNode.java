package conclave.testkit;

import conclave.monitor.Vitals;
import conclave.node.ClusterServices;
import conclave.raft.log.NodeId;
import conclave.testkit.time.VirtualTime;

/**
 * One node of an {@link InMemoryCluster}: its services, and what can happen between it and the rest
 * of the cluster. {@link #heal} ends all of that.
 */
public final class InMemoryNode {

  /** What became of a command of which its caller hears only that nobody knows. */
  public enum Fate {
    /** It was done; its outcome was lost. */
    DONE,
    /** It never reached the cluster. */
    NOT_DONE
  }

  private final Cast.Node node;
  private final VirtualTime time;
  private final Crew crew;
  private final Runnable changed;

  /**
   * @param changed is called when its link was cut or healed
   */
  InMemoryNode(Cast.Node node, VirtualTime time, Crew crew, Runnable changed) {
    this.node = node;
    this.time = time;
    this.crew = crew;
    this.changed = changed;
  }

  /** How it is called by name and incarnation, in rings and loads. */
  public NodeId id() {
    return node.id();
  }

  /** What an application on this node is given. */
  public ClusterServices services() {
    return crew.services(node);
  }

  /**
   * Nothing comes and nothing goes: what is asked ends by its deadline, as rejected or unknown;
   * what is held is lost when its time runs out. Once it was silent for long enough, the other
   * nodes count it as unreachable, give its work to others, and then its partitions.
   */
  public void cutOff() {
    time.run(
        () -> {
          node.link().cut();
          changed.run();
        });
  }

  /** What is asked is lost on its way: it is not done, and its outcome is unknown. */
  public void loseRequests() {
    time.run(() -> node.link().requests(Link.Way.LOST));
  }

  /**
   * What is asked waits on its way until {@link #heal}, and may then be done after its deadline.
   */
  public void holdRequests() {
    time.run(() -> node.link().requests(Link.Way.HELD));
  }

  /** What is asked is done, and its answer is lost: its outcome is unknown. */
  public void loseAnswers() {
    time.run(() -> node.link().answers(Link.Way.LOST));
  }

  /** What is asked is done, and its answer waits until {@link #heal}. */
  public void holdAnswers() {
    time.run(() -> node.link().answers(Link.Way.HELD));
  }

  /**
   * The next command is answered at once that nobody knows what became of it, nor ever will; a
   * question is no command. Renewals and campaigns are commands too.
   */
  public void forgetNextOutcome(Fate fate) {
    time.run(() -> node.link().next(fate));
  }

  /** All is well again; what was held on its way arrives, in its order. */
  public void heal() {
    time.run(
        () -> {
          node.link().heal();
          changed.run();
        });
  }

  /**
   * It is so busy from now on: 0 for idle, 1 for all its processors in use. All nodes know of it
   * two intervals of {@code conclave.monitor} later.
   */
  public void load(double share) {
    vitals(Dials.busy(share));
  }

  /** The same with all figures, such as those that raise alarms. */
  public void vitals(Vitals measured) {
    time.run(() -> crew.dials(node).set(measured));
  }

  @Override
  public String toString() {
    return node.id().name();
  }
}
