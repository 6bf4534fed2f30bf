package conclave.sim.world;

import conclave.sim.Fault;
import conclave.sim.disk.SimDisk;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Disks that fail, and disks that lie within the bounds of law L6: what was kept for certain is
 * overwritten where a later segment says that it was kept.
 */
final class DiskFaults {

  private static final int SECTOR = 512;

  private final World world;
  private final RandomGenerator random;

  DiskFaults(World world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  /** One of the next writes or syncs fails, and with it the process. */
  void failSoon(Node node) {
    if (node.running()) {
      SimDisk.Op what = random.nextBoolean() ? SimDisk.Op.SYNC : SimDisk.Op.WRITE;
      node.disk().fail(what, 1 + random.nextInt(8));
    }
  }

  /** The next processes of that node cannot read everything. */
  void failReads(Node node) {
    node.disk().fail(SimDisk.Op.READ, 1 + random.nextInt(6));
  }

  /** A sector of a segment that is full is overwritten; false where there is none yet. */
  boolean misdirect(Node node) {
    List<String> segments =
        node.disk().list().stream()
            .filter(file -> file.endsWith(".seg") && !node.disk().isBlank(file))
            .sorted()
            .toList();
    if (segments.size() < 2) {
      return false;
    }
    world.tally().struck(Fault.MISDIRECTED_WRITE);
    String file = segments.get(random.nextInt(segments.size() - 1));
    int sectors = (int) node.disk().size(file) / SECTOR;
    int from = random.nextInt(sectors);
    int to = random.nextInt(sectors);
    node.disk().misdirect(file, from * SECTOR, to * SECTOR, SECTOR);
    return true;
  }
}
