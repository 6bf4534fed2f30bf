package conclave.house.arch;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;

/**
 * The classes at the edge of the process, where time, chance, threads and waiting enter. Each may
 * do one kind of call, for a reason.
 */
record Edges(List<Edge> edges) {

  /** All of them. An entry is added together with its class. */
  static final Edges OF_THE_HOUSE = new Edges(List.of());

  /**
   * One exception.
   *
   * @param type the full name of the class; those nested in it are included
   * @param call what it may do
   * @param reason why it must be done there
   */
  record Edge(String type, ForbiddenCall call, String reason) {

    private boolean covers(JavaClass candidate) {
      return candidate.getName().equals(type) || candidate.getName().startsWith(type + "$");
    }
  }

  boolean allow(JavaClass type, ForbiddenCall call) {
    return edges.stream().anyMatch(edge -> edge.call() == call && edge.covers(type));
  }

  /** Entries whose class is gone, or no longer does what it was excused for. */
  List<Edge> stale(JavaClasses classes) {
    return edges.stream().filter(edge -> !edge.call().isUsedBy(classes, edge::covers)).toList();
  }
}
