package conclave.house.arch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Classes that break a rule in one statement, beside twins whose statement is allowed. */
final class Plants {

  /** One planted pair: class {@code V<n>} breaks a rule and class {@code T<n>} does not. */
  record Plant(Source violation, Source twin) {}

  /**
   * A class with one method.
   *
   * @param name full name of the class
   * @param statement the body of its only method
   */
  record Source(String name, String statement) {

    String text() {
      int dot = name.lastIndexOf('.');
      return "package %s; class %s { void f(Object x) throws Exception { %s } }"
          .formatted(name.substring(0, dot), name.substring(dot + 1), statement);
    }
  }

  static final List<Plant> ALL = new ArrayList<>();

  /** What the planted arrows point at. */
  private static final List<String> TARGETS =
      List.of(
          "ring",
          "sharding",
          "balance",
          "node",
          "monitor",
          "http",
          "cli",
          "machine",
          "lock",
          "testkit",
          "multijvm");

  static {
    pure();
    arrows();
    clockAndChance();
    threads();
    blocking();
    akka();
  }

  private Plants() {}

  /** All sources by class name. */
  static Map<String, String> sources() {
    Map<String, String> sources = new TreeMap<>();
    for (Plant plant : ALL) {
      sources.put(plant.violation().name(), plant.violation().text());
      sources.put(plant.twin().name(), plant.twin().text());
    }
    for (String module : TARGETS) {
      sources.put(
          "conclave." + module + ".Target",
          "package conclave." + module + "; public class Target {}");
    }
    return sources;
  }

  private static void pure() {
    String file = "java.nio.file.Files.size((java.nio.file.Path) x);";
    String atomic = "new java.util.concurrent.atomic.AtomicLong();";
    List<String> all =
        List.of(
            "raft",
            "raft.log",
            "journal",
            "machine",
            "lock.table",
            "ring",
            "balance.route",
            "balance.duty");
    for (String pure : all) {
      plant(pure, "akka.actor.typed.ActorRef<?> r = (akka.actor.typed.ActorRef<?>) x; r.path();");
      plant(pure, "org.slf4j.LoggerFactory.getLogger(\"a\");");
      plant(pure, "java.util.logging.Logger.getLogger(\"a\");");
      plant(pure, "((java.time.Clock) x).millis();", "java.time.Duration.ofMillis(1);");
      plant(pure, "Thread.currentThread();", "synchronized (x) { x.hashCode(); }");
      plant(pure, "new java.util.concurrent.ConcurrentHashMap<String, String>();");
      plant(pure, "new java.util.Random(1);", "((java.util.random.RandomGenerator) x).nextInt();");
      plant(pure, "new java.util.SplittableRandom(1);", "((java.util.Random) x).nextInt();");
      plant(pure, file, "java.nio.ByteBuffer.allocate(1);");
      plant(pure, "new java.io.FileInputStream(\"a\").close();");
    }
    plant("raft", "new java.io.ByteArrayOutputStream();", "new byte[1].clone();");
    plant("raft", atomic, "java.util.List.of();");
    pair(new Source("conclave.machine.V", atomic), new Source("conclave.journal.T", atomic));
    pair(
        new Source("conclave.journal.V", file),
        new Source("conclave.journal.disk.LocalDisk", file));
  }

  private static void arrows() {
    String entry = "conclave.raft.log.EntryId.NONE.index();";
    plant("raft", target("machine"), entry);
    plant("raft", "new org.agrona.collections.IntArrayList();", entry);
    plant("journal", target("machine"), entry);
    plant("machine", target("lock"), entry);
    for (String upper : List.of("ring", "sharding", "balance", "node", "monitor", "http", "cli")) {
      plant("lock", target(upper), target("machine"));
      plant("replica.internal", target(upper), target("machine"));
    }
    for (String upper : List.of("node", "monitor", "http", "cli")) {
      plant("sharding", target(upper), target("ring"));
    }
    for (String kit : List.of("testkit", "multijvm")) {
      plant("lock", target(kit), target("machine"));
      plant("sharding", target(kit), target("ring"));
      plant("node", target(kit), target("sharding"));
    }
  }

  private static void clockAndChance() {
    plant("lock", "System.nanoTime();", "System.lineSeparator();");
    plant("lock", "System.currentTimeMillis();", "((java.time.Clock) x).millis();");
    plant("lock", "java.util.function.LongSupplier s = System::nanoTime; s.getAsLong();");
    plant("node", "java.time.Instant.now();", "java.time.Instant.ofEpochMilli(1);");
    plant("node", "java.time.Clock.systemUTC();");
    plant("map", "java.util.UUID.randomUUID();", "new java.util.UUID(1, 2);");
    plant("map", "java.util.function.Supplier<?> s = java.util.UUID::randomUUID; s.get();");
    plant("map", "java.util.concurrent.ThreadLocalRandom.current();");
    plant("map", "new java.util.Random();", "new java.util.Random(1);");
    plant("map", "Math.random();", "Math.abs(1);");
    plant("node", "new java.security.SecureRandom();");
  }

  private static void threads() {
    String future = "java.util.concurrent.CompletableFuture";
    plant("replica", "new Thread(() -> {});", "Thread.currentThread();");
    plant("replica", "new Thread() {};");
    plant("replica", "java.util.concurrent.Executors.newCachedThreadPool();");
    plant("replica", "java.util.concurrent.ForkJoinPool.commonPool();");
    plant("replica", future + ".supplyAsync(() -> 1);", future + ".completedFuture(1);");
    plant(
        "replica",
        "((" + future + "<?>) x).thenRunAsync(() -> {});",
        "((" + future + "<?>) x).thenRun(() -> {});");
    plant("replica", "((java.util.concurrent.CompletionStage<?>) x).thenApplyAsync(y -> y);");
    plant("replica", "java.util.List.of().parallelStream();", "java.util.List.of().stream();");
    plant("replica", "java.util.stream.IntStream.range(0, 1).parallel();");
    plant("replica", "new java.util.Timer();");
    plant(
        "replica",
        "akka.actor.typed.DispatcherSelector.fromConfig(\"own\");",
        "akka.actor.typed.DispatcherSelector.sameAsParent();");
  }

  private static void blocking() {
    String queue = "((java.util.concurrent.LinkedBlockingQueue<Object>) x)";
    plant("replica", "Thread.sleep(1);", "Thread.interrupted();");
    plant("replica", "((Thread) x).join();");
    plant("replica", "java.util.concurrent.TimeUnit.SECONDS.sleep(1);");
    plant("replica", "x.wait();", "x.notifyAll();");
    plant("replica", "((java.util.concurrent.Future<?>) x).get();");
    plant("replica", "((java.util.concurrent.CompletableFuture<?>) x).get();");
    plant("replica", "((java.util.concurrent.CompletableFuture<?>) x).join();");
    plant("replica", "((java.util.concurrent.CountDownLatch) x).await();");
    plant("replica", "((java.util.concurrent.Semaphore) x).acquire();");
    plant("replica", queue + ".take();", queue + ".poll();");
    plant("replica", "java.util.concurrent.locks.LockSupport.park();");
    plant("replica", "scala.concurrent.Await.result(null, null);");
  }

  private static void akka() {
    String context = "((akka.actor.typed.javadsl.ActorContext<Object>) x)";
    String restart = "akka.actor.typed.SupervisorStrategy.restart()";
    String limit = ".withLimit(1, java.time.Duration.ofSeconds(1));";
    plant(
        "replica",
        context + ".ask(Object.class, null, null, r -> r, (a, b) -> a);",
        context + ".messageAdapter(String.class, s -> s);");
    plant("lock", "akka.actor.typed.javadsl.AskPattern.ask(null, null, null, null);");
    plant(
        "lock", "akka.pattern.Patterns.ask((akka.actor.ActorRef) x, x, java.time.Duration.ZERO);");
    plant("replica", restart + limit, restart + ".withStopChildren(true);");
  }

  private static String target(String module) {
    return "new conclave." + module + ".Target();";
  }

  private static void plant(String where, String violation) {
    plant(where, violation, "x.hashCode();");
  }

  private static void plant(String where, String violation, String twin) {
    String place = "conclave." + where + ".";
    pair(new Source(place + "V", violation), new Source(place + "T", twin));
  }

  private static void pair(Source violation, Source twin) {
    ALL.add(new Plant(numbered(violation), numbered(twin)));
  }

  /** Names the class apart from those of other plants, unless its name is what matters. */
  private static Source numbered(Source source) {
    boolean anonymous = source.name().endsWith(".V") || source.name().endsWith(".T");
    return anonymous ? new Source(source.name() + ALL.size(), source.statement()) : source;
  }
}
