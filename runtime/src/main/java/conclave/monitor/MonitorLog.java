package conclave.monitor;

import conclave.monitor.MonitorEvent.AlarmCleared;
import conclave.monitor.MonitorEvent.AlarmRaised;
import conclave.monitor.MonitorEvent.NodeLeft;
import conclave.monitor.MonitorEvent.NodeUnreachable;
import conclave.monitor.MonitorEvent.NodeUp;
import conclave.raft.log.NodeId;
import org.slf4j.Logger;

/**
 * Which events are a line in this node's log: its own alarms, and who is there. Alarms of others
 * are in theirs.
 */
record MonitorLog(NodeId self, Logger log) {

  void write(MonitorEvent event) {
    if (event instanceof AlarmRaised raised && raised.node().equals(self)) {
      log.warn("Alarm {}: {}", raised.alarm().label(), raised.alarm().say(raised.value()));
    } else if (event instanceof AlarmCleared cleared && cleared.node().equals(self)) {
      log.info(
          "Alarm {} is over: {}", cleared.alarm().label(), cleared.alarm().say(cleared.value()));
    } else if (event instanceof NodeUnreachable gone) {
      log.warn("Node {} is unreachable: it was not heard lately", gone.node().name());
    } else if (event instanceof NodeUp up && !up.node().equals(self)) {
      log.info("Node {} is heard", up.node().name());
    } else if (event instanceof NodeLeft left) {
      log.info("Node {} is no member any more", left.node().name());
    }
  }
}
