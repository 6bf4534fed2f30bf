package conclave.monitor;

import conclave.monitor.alarm.AlarmKind;
import conclave.raft.log.NodeId;

/**
 * What a subscriber of a {@link NodeMonitor} hears, as that node sees it. First the state as it is:
 * {@link NodeUp} or {@link NodeUnreachable} for every member of which that is known, {@link
 * AlarmRaised} for every alarm; then each change, once. A raised alarm is not raised again before
 * it was cleared, and each is cleared before its node has left. A hint: another node may see it
 * otherwise.
 */
public sealed interface MonitorEvent {

  /** The node is heard; this node itself always is. */
  record NodeUp(NodeId node) implements MonitorEvent {}

  /** The node is silent. It may be dead, cut off or busy: nobody can tell these apart. */
  record NodeUnreachable(NodeId node) implements MonitorEvent {}

  /** The node is no member any more. */
  record NodeLeft(NodeId node) implements MonitorEvent {}

  /**
   * The node is in trouble.
   *
   * @param value the figure at that moment
   */
  record AlarmRaised(NodeId node, AlarmKind alarm, double value) implements MonitorEvent {}

  /**
   * The node is out of that trouble.
   *
   * @param value the figure at that moment; not a number where the node has left
   */
  record AlarmCleared(NodeId node, AlarmKind alarm, double value) implements MonitorEvent {}

  /** The subscription is refused; nothing follows. */
  record NotSubscribed(String reason) implements MonitorEvent {}
}
