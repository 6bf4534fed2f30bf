package conclave.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.ConfigFactory;
import conclave.house.Repository;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.node.ClusterServices;
import conclave.replica.kit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows runs, in three applications of this JVM, and is what it shows. */
class QuickstartTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final String HOST = "127.0.0.1";
  private static final int SIZE = 3;

  @TempDir private static Path temp;
  private static final List<ActorSystem<LockHolder.Event>> SHOPS = new ArrayList<>();

  @BeforeAll
  static void start() {
    List<Integer> ports = Stream.generate(FreePorts::take).limit(SIZE).toList();
    String peers =
        String.join(
            ",",
            IntStream.range(0, SIZE)
                .mapToObj(i -> "\"n%d=%s:%d\"".formatted(i + 1, HOST, ports.get(i)))
                .toList());
    for (int i = 0; i < SIZE; i++) {
      String own =
          """
          akka.remote.artery.canonical.port = %d
          conclave.node { name = n%d, data-dir = "%s", peers = [%s] }
          """
              .formatted(ports.get(i), i + 1, temp.resolve("n" + i), peers);
      SHOPS.add(
          ActorSystem.create(
              Keeper.create(),
              "shop",
              ConfigFactory.parseString(own).withFallback(ConfigFactory.load("quickstart"))));
    }
    for (ActorSystem<?> shop : SHOPS) {
      await(ClusterServices.get(shop).whenReady(WITHIN));
    }
  }

  @AfterAll
  static void stop() {
    SHOPS.forEach(QuickstartTest::close);
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
  }

  private static void close(ActorSystem<?> shop) {
    ClusterServices services = ClusterServices.get(shop);
    shop.terminate();
    await(services.whenStopped());
  }

  @Test
  void theKeysGoToAnotherKeeperWhenTheirsEnds() {
    Locks.Held first = keys(SHOPS.get(0), Optional.empty());
    ActorSystem<LockHolder.Event> theirs =
        SHOPS.stream()
            .filter(shop -> Keeper.owner(shop).equals(first.owner()))
            .findFirst()
            .orElseThrow();
    SHOPS.removeIf(shop -> shop == theirs); // by its path it equals the others
    close(theirs);
    Locks.Held second = keys(SHOPS.get(0), Optional.of(first));
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(SHOPS).extracting(Keeper::owner).contains(second.owner());
  }

  /** The keys as soon as somebody else than the former one has them. */
  private static Locks.Held keys(ActorSystem<?> shop, Optional<Locks.Held> former) {
    TestProbe<Locks.Reply> probe = TestProbe.create(shop);
    return probe.awaitAssert(
        WITHIN,
        () -> {
          ClusterServices.get(shop)
              .locks()
              .tell(new Locks.ListLocks("", 10, WITHIN, probe.getRef()));
          List<Locks.Held> held = probe.expectMessageClass(Locks.Page.class, WITHIN).locks();
          assertThat(held).hasSize(1);
          assertThat(former.map(Locks.Held::owner)).isNotEqualTo(Optional.of(held.get(0).owner()));
          return held.get(0);
        });
  }

  @Test
  void nothingIsSoldTwice() {
    int count = 20;
    List<Stock> stocks =
        List.of(SHOPS.get(0), SHOPS.get(1)).stream().map(shop -> await(Stock.open(shop))).toList();
    assertThat(await(stocks.get(0).set("tea", count))).isInstanceOf(ReplicatedMap.Written.class);
    AtomicInteger quicker = new AtomicInteger();
    int sold = stocks.parallelStream().mapToInt(stock -> sellAll(stock, quicker)).sum();
    System.out.printf("%d sold, somebody else was quicker %d times%n", sold, quicker.get());
    assertThat(sold).isEqualTo(count);
  }

  private static int sellAll(Stock stock, AtomicInteger quicker) {
    int sold = 0;
    while (true) {
      ReplicatedMap.Reply reply = await(stock.sell("tea"));
      if (reply instanceof ReplicatedMap.NotFound) {
        return sold;
      } else if (reply instanceof ReplicatedMap.Mismatch) {
        quicker.incrementAndGet();
      } else {
        assertThat(reply).isInstanceOfAny(ReplicatedMap.Written.class, ReplicatedMap.Deleted.class);
        sold++;
      }
    }
  }

  @Test
  void theReadmeShowsThisVeryCodeAndItsSettings() {
    Repository here = Repository.here();
    String readme = here.read(Path.of("README.md"));
    String keeper =
        here.read(Path.of("samples/src/main/java/conclave/samples/quickstart/Keeper.java"));
    assertThat(readme).contains(keeper.substring(keeper.indexOf("  public static void main")));
    assertThat(readme)
        .contains(here.read(Path.of("samples/src/main/resources/quickstart.conf")).strip());
  }
}
