package conclave.testkit;

import conclave.lock.table.Expiry;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockTable;
import conclave.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends grants and waits whose time is over, as the leader of a real cluster does. It is none of the
 * test's nodes, and so goes on while their process is paused.
 */
final class Timekeeper {

  private final Group control;
  private final VirtualTime time;
  private final Expiry expiry;
  private boolean armed;
  private boolean stopped;

  Timekeeper(Group control, VirtualTime time, Expiry.Settings settings) {
    this.control = control;
    this.time = time;
    this.expiry = new Expiry(settings);
  }

  void hear(LockEvent event) {
    expiry.hear(event, time.getAsLong());
    arm();
  }

  /** Another leader gives everybody the whole time afresh; without one, nobody ends anything. */
  void leaderChanged() {
    expiry.leader(control.leads().term(), control.leader().isPresent(), time.getAsLong());
    arm();
  }

  private void arm() {
    if (!armed && expiry.dueNanos().isPresent()) {
      armed = true;
      time.outside(expiry.dueNanos().getAsLong(), this::tick);
    }
  }

  /** Nothing ends by its time any more. */
  void stop() {
    stopped = true;
  }

  private void tick() {
    armed = false;
    if (stopped) {
      return;
    }
    List<LockCommand> over = new ArrayList<>();
    expiry.tick(time.getAsLong(), over::add);
    over.forEach(command -> control.execute(LockTable.NAME, command.encode()));
    arm();
  }
}
