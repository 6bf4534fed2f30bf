package conclave.house.arch;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Kinds of calls that take time, chance or a thread from the JVM, so that a simulator cannot own
 * them. Method references count as calls.
 */
enum ForbiddenCall {
  CLOCK(
      "ask the injected clock, or let a timer message bring the time",
      calls("java.lang.System", "nanoTime", "currentTimeMillis"),
      calls("java.time.Clock", "systemUTC", "systemDefaultZone", "system", "tick", "tickMillis"),
      calls("java.time.Instant", "now"),
      calls("java.time.LocalDateTime", "now"),
      calls("java.time.ZonedDateTime", "now")),
  CHANCE(
      "draw from the injected generator",
      anyOf("java.util.concurrent.ThreadLocalRandom"),
      anyOf("java.security.SecureRandom"),
      calls("java.util.UUID", "randomUUID"),
      calls("java.lang.Math", "random"),
      unseeded("java.util.Random"),
      unseeded("java.util.SplittableRandom")),
  THREADS(
      "send a message to an actor, or hand the work to a port whose owner has the thread",
      calls("java.lang.Thread", "<init>", "start"),
      anyOf("java.util.concurrent.Executors"),
      anyOf("java.util.concurrent.ForkJoinPool"),
      calls("java.util.concurrent.ThreadPoolExecutor", "<init>"),
      anyOf("java.util.Timer"),
      calls("akka.actor.typed.DispatcherSelector", "fromConfig"),
      calls("java.util.Collection", "parallelStream"),
      calls("java.util.stream.BaseStream", "parallel"),
      access ->
          isOn(access, "java.util.concurrent.CompletionStage") && nameOf(access).endsWith("Async")),
  BLOCKING(
      "let the answer arrive as a message (pipeToSelf, or an adapter and a timer)",
      calls("java.lang.Thread", "sleep", "join"),
      calls("java.util.concurrent.TimeUnit", "sleep"),
      calls("java.lang.Object", "wait"),
      calls("java.util.concurrent.Future", "get"),
      calls("java.util.concurrent.CompletableFuture", "join"),
      calls("java.util.concurrent.CountDownLatch", "await"),
      calls("java.util.concurrent.CyclicBarrier", "await"),
      calls("java.util.concurrent.Semaphore", "acquire"),
      calls("java.util.concurrent.BlockingQueue", "take", "put"),
      calls("java.util.concurrent.ExecutorService", "awaitTermination", "invokeAll", "invokeAny"),
      calls("java.util.concurrent.locks.Condition", "await", "awaitNanos"),
      anyOf("java.util.concurrent.locks.LockSupport"),
      anyOf("scala.concurrent.Await"),
      anyOf("scala.concurrent.Await$")),
  ASKING(
      "use a request id, a message adapter and a timer: futures of ask run on the common pool",
      calls("akka.actor.typed.javadsl.ActorContext", "ask", "askWithStatus"),
      anyOf("akka.actor.typed.javadsl.AskPattern"),
      anyOf("akka.actor.typed.scaladsl.AskPattern"),
      calls("akka.pattern.Patterns", "ask", "askWithReplyTo")),
  RESTART_WITH_LIMIT(
      "restart with back-off: withLimit reads the wall clock",
      calls("akka.actor.typed.RestartSupervisorStrategy", "withLimit"));

  private final String cure;
  private final List<Kind> kinds;

  ForbiddenCall(String cure, Kind... kinds) {
    this.cure = cure;
    this.kinds = List.of(kinds);
  }

  /** Nobody does it, but for the classes that {@link Edges} lists. */
  ArchRule rule(Edges edges) {
    return ArchRuleDefinition.noClasses()
        .that(DescribedPredicate.describe("are no edge", type -> !edges.allow(type, this)))
        .should()
        .accessTargetWhere(DescribedPredicate.describe("is " + this, this::matches))
        .because("the simulator must own it. Cure: " + cure)
        .allowEmptyShould(true);
  }

  /** Whether that class, or one nested in it, does it. */
  boolean isUsedBy(JavaClasses classes, Predicate<JavaClass> which) {
    return classes.stream()
        .filter(which)
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .anyMatch(this::matches);
  }

  private boolean matches(JavaAccess<?> access) {
    return kinds.stream().anyMatch(kind -> kind.includes(access));
  }

  private static Kind calls(String owner, String... names) {
    Set<String> forbidden = Set.of(names);
    return access -> forbidden.contains(nameOf(access)) && isOn(access, owner);
  }

  private static Kind anyOf(String owner) {
    return access -> isOn(access, owner);
  }

  private static Kind unseeded(String owner) {
    return access -> isOn(access, owner) && access.getTarget().getFullName().endsWith(".<init>()");
  }

  private static boolean isOn(JavaAccess<?> access, String owner) {
    return access.getTargetOwner().isAssignableTo(owner);
  }

  private static String nameOf(JavaAccess<?> access) {
    return access.getTarget().getName();
  }

  /** One of the calls. */
  @FunctionalInterface
  private interface Kind {
    boolean includes(JavaAccess<?> access);
  }
}
