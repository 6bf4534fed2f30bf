package conclave.node.services;

import java.util.List;

/** The groups of a cluster; each node has a replica of each. */
public final class Groups {

  /** The group of what the cluster knows of itself, and of locks and elections. */
  public static final String CONTROL = "control";

  /** The group that holds the maps. */
  public static final String MAPS = "p0";

  /** Every one. */
  public static final List<String> ALL = List.of(CONTROL, MAPS);

  private Groups() {}
}
