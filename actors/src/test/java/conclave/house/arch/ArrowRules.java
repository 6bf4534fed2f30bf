package conclave.house.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Who may know whom. */
final class ArrowRules {
  private static final String[] ACTORS = {
    "conclave.raft..", "conclave.journal..", "conclave.machine..", "conclave.replica..",
    "conclave.lock..", "conclave.lease..", "conclave.election..", "conclave.map..",
    "conclave.serialization.."
  };
  private static final String[] SHARDING = {
    "conclave.ring..", "conclave.sharding..", "conclave.balance.."
  };
  private static final String[] RUNTIME = {
    "conclave.node..",
    "conclave.cluster..",
    "conclave.monitor..",
    "conclave.http..",
    "conclave.cli.."
  };

  private static final String[] KITS = {"conclave.multijvm..", "conclave.testkit.."};

  /** The very package, which holds nothing but the mark of what is not for applications. */
  private static final String MARK = "conclave";

  private ArrowRules() {}

  static List<ArchRule> all() {
    return List.of(
        knowsOnly("conclave.raft..", "conclave.raft..", MARK, "java.."),
        knowsOnly(
            "conclave.journal..", "conclave.journal..", "conclave.raft.log..", MARK, "java.."),
        knowsOnly(
            "conclave.machine..", "conclave.machine..", "conclave.raft.log..", MARK, "java.."),
        neverKnows(ACTORS, SHARDING),
        neverKnows(ACTORS, RUNTIME),
        neverKnows(SHARDING, RUNTIME),
        neverKnows(ACTORS, KITS),
        neverKnows(SHARDING, KITS),
        neverKnows(RUNTIME, KITS));
  }

  private static ArchRule knowsOnly(String who, String... whom) {
    return classes()
        .that()
        .resideInAPackage(who)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(whom)
        .because("a layer stands without those above it. Cure: move the shared value down")
        .allowEmptyShould(true);
  }

  private static ArchRule neverKnows(String[] lower, String[] upper) {
    return noClasses()
        .that()
        .resideInAnyPackage(lower)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(upper)
        .because("nothing points back. Cure: declare a port below that the upper module fills")
        .allowEmptyShould(true);
  }
}
