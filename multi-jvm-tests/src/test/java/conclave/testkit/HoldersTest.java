package conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Law L5 as applications meet it: while nobody is paused, no two holders believe to hold a lock at
 * one time, whatever becomes of nodes, majorities, requests and answers.
 */
class HoldersTest {

  private static final LockName LOCK = new LockName(Space.LOCK, "l");
  private static final Duration STEP = Duration.ofMillis(50);
  private static final int SEEDS = 6;
  private static final int FAULTS = 60;

  /** Wants the lock again and again, and remembers whether it believes to hold it. */
  private static final class Wisher {
    private final InMemoryNode node;
    private final Inbox<LockHolder.Event> inbox;
    private Optional<LockHandle> held = Optional.empty();

    Wisher(ActorTestKit testKit, InMemoryNode node) {
      this.node = node;
      this.inbox = new Inbox<>(testKit.system(), "wisher-" + node, Duration.ZERO);
      want();
    }

    private void want() {
      node.services()
          .locks()
          .tell(
              new Locks.Hold(
                  LOCK,
                  node.toString(),
                  Duration.ofSeconds(2),
                  Duration.ofMinutes(1),
                  inbox.ref()));
    }

    /** Takes note of what it heard; how often it was granted the lock. */
    int listen(List<Long> tokens) {
      int grants = 0;
      for (Optional<LockHolder.Event> next = inbox.next(); next.isPresent(); next = inbox.next()) {
        if (next.get() instanceof LockHolder.Held granted) {
          held = Optional.of(granted.handle());
          tokens.add(granted.handle().token());
          grants++;
        } else {
          held = Optional.empty();
          want();
        }
      }
      return grants;
    }
  }

  private record Run(int grants, int overlaps, boolean tokensInOrder) {}

  private static Run run(long seed, InMemoryCluster.Kinds kinds) {
    Random random = new Random(seed);
    ActorTestKit testKit = ActorTestKit.create(InMemoryCluster.config());
    try {
      InMemoryCluster cluster =
          InMemoryCluster.start(testKit.system(), List.of("n1", "n2", "n3"), kinds);
      List<Wisher> wishers = new ArrayList<>();
      for (String node : List.of("n1", "n2", "n3")) {
        wishers.add(new Wisher(testKit, cluster.node(node)));
      }
      List<Long> tokens = new ArrayList<>();
      int grants = 0;
      int overlaps = 0;
      for (int i = 0; i < FAULTS; i++) {
        hurt(cluster, victim(cluster, random), random.nextInt(10));
        for (int step = random.nextInt(80); step >= 0; step--) {
          cluster.advance(STEP);
          for (Wisher wisher : wishers) {
            grants += wisher.listen(tokens);
          }
          overlaps += wishers.stream().filter(w -> w.held.isPresent()).count() > 1 ? 1 : 0;
        }
      }
      // Who lost it by its own clock may get the same grant again.
      return new Run(grants, overlaps, tokens.stream().sorted().toList().equals(tokens));
    } finally {
      testKit.shutdownTestKit();
    }
  }

  /** Mostly who holds the lock. */
  private static String victim(InMemoryCluster cluster, Random random) {
    String any = "n" + (1 + random.nextInt(3));
    return random.nextInt(3) == 0 ? any : cluster.lock(LOCK.name()).holder().orElse(any);
  }

  private static void hurt(InMemoryCluster cluster, String node, int how) {
    InMemoryNode hurt = cluster.node(node);
    switch (how) {
      case 0 -> hurt.cutOff();
      case 1 -> hurt.loseRequests();
      case 2 -> hurt.loseAnswers();
      case 3 -> hurt.holdAnswers();
      case 4 -> hurt.holdRequests();
      case 5 -> hurt.forgetNextOutcome(InMemoryNode.Fate.DONE);
      case 6 -> {
        cluster.loseMajority();
        cluster.advance(STEP.multipliedBy(4));
        cluster.restoreMajority();
      }
      default -> List.of("n1", "n2", "n3").forEach(each -> cluster.node(each).heal());
    }
  }

  @Test
  void no_two_holders_believe_to_hold_one_lock_and_tokens_never_shrink() {
    int grants = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Run run = run(seed, InMemoryCluster.Kinds.REAL);
      assertThat(run.overlaps()).as("two holders, seed %d", seed).isZero();
      assertThat(run.tokensInOrder()).as("tokens in order, seed %d", seed).isTrue();
      grants += run.grants();
    }
    System.out.printf(
        "holders: seeds 1 to %d, %d faults each, %d grants, never two at a time%n",
        SEEDS, FAULTS, grants);
    assertThat(grants).isGreaterThan(50);
  }

  @Test
  void a_renewal_that_frees_the_lock_is_found() {
    InMemoryCluster.Kinds planted =
        new InMemoryCluster.Kinds(
            () ->
                Map.of(
                    LockTable.NAME,
                    new Drift(new LockTable(LockLimits.STANDARD), HoldersTest::releasing)),
            InMemoryCluster.Kinds.REAL.maps());
    assertThat(run(1, planted).overlaps()).isPositive();
  }

  private static byte[] releasing(byte[] command, long index) {
    try {
      return LockCommand.decode(command) instanceof LockCommand.Renew renew && index % 4 == 0
          ? new LockCommand.Release(renew.lock(), renew.owner(), renew.token()).encode()
          : command;
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
