package conclave.house.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a role, a journal, a machine and a table must not know, to be the same on every run. */
final class PureRules {
  private static final String RAFT = "conclave.raft..";
  private static final String JOURNAL = "conclave.journal..";
  private static final String[] PURE = {
    RAFT,
    JOURNAL,
    "conclave.machine..",
    "conclave.ring..",
    "conclave.balance.route..",
    "conclave.balance.duty..",
    "conclave.cluster.downing..",
    "conclave.cluster.founding..",
    "conclave.node.member.upkeep..",
    "conclave.node.member.wish..",
    "conclave.node.memory..",
    "conclave.monitor.fitness..",
    "conclave.node.leading.rules..",
    "conclave..table.."
  };

  /** The only class of the journal that opens files; all others meet them behind its port. */
  private static final String REAL_DISK = "conclave\\.journal\\.disk\\.LocalDisk(\\$.*)?";

  private static final DescribedPredicate<JavaClass> FILES =
      resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
          .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile)"))
          .as("files and sockets");

  private static final String ONE_CALLER =
      "one caller at a time is the promise. Cure: leave threads to the actor that hosts it";

  private PureRules() {}

  static List<ArchRule> all() {
    return List.of(noActor(), noClock(), noThread(), noAtomic(), noChance(), noFile(), noInput());
  }

  static ArchRule noActor() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("akka..", "scala..", "org.slf4j..", "java.util.logging..")
        .because("pure code runs in any host. Cure: return an effect and let the actor act and log")
        .allowEmptyShould(true);
  }

  static ArchRule noClock() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(assignableTo("java.time.Clock"))
        .because("time is an input. Cure: pass the elapsed time or a deadline")
        .allowEmptyShould(true);
  }

  static ArchRule noThread() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.util.concurrent..")
                .and(not(resideInAPackage("java.util.concurrent.atomic..")))
                .or(assignableTo(Thread.class)))
        .because(ONE_CALLER)
        .allowEmptyShould(true);
  }

  /** The journal counts its reserved space for several groups (law L12), and nobody else counts. */
  static ArchRule noAtomic() {
    return noClasses()
        .that(resideInAnyPackage(PURE).and(not(resideInAPackage(JOURNAL))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent.atomic..")
        .because(ONE_CALLER)
        .allowEmptyShould(true);
  }

  static ArchRule noChance() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "a generator is made",
                call -> call.getTargetOwner().isAssignableTo(RandomGenerator.class)))
        .because("chance is an input. Cure: take a RandomGenerator as an argument")
        .allowEmptyShould(true);
  }

  static ArchRule noFile() {
    return noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .and(not(nameMatching(REAL_DISK)))
        .should()
        .dependOnClassesThat(FILES)
        .because("disks fail in tests only behind a port. Cure: go through the journal's Disk")
        .allowEmptyShould(true);
  }

  static ArchRule noInput() {
    return noClasses()
        .that()
        .resideInAPackage(RAFT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..")
        .because("a role does no I/O. Cure: return an effect; encode with a ByteBuffer")
        .allowEmptyShould(true);
  }
}
