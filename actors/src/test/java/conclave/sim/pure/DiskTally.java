package conclave.sim.pure;

import conclave.sim.Fault;
import conclave.sim.disk.SimDisk;

/** Under which fault is counted what a disk did. */
final class DiskTally {

  private DiskTally() {}

  static Fault fault(SimDisk.Aftermath crash) {
    return switch (crash) {
      case LOST -> Fault.LOST_WRITE;
      case TORN -> Fault.TORN_WRITE;
      case REORDERED -> Fault.REORDERED_WRITE;
    };
  }

  static Fault fault(SimDisk.Op failed) {
    return switch (failed) {
      case READ -> Fault.READ_FAILS;
      case WRITE -> Fault.WRITE_FAILS;
      case SYNC -> Fault.FSYNC_FAILS;
      default -> throw new IllegalArgumentException(failed + " does not fail");
    };
  }
}
