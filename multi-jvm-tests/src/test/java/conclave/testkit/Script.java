package conclave.testkit;

import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random requests to the services of a cluster, one after another, and what came of each. The same
 * seed asks the same as long as the answers are the same.
 */
final class Script {

  private static final Duration WITHIN = Duration.ofSeconds(50);
  private static final Duration TTL = Duration.ofHours(1);
  private static final Duration LONG = Duration.ofMinutes(9);
  private static final String[] OWNERS = {"a", "b", "c", "d"};

  private record Waiter(String owner, Inbox<Locks.Reply> inbox) {}

  private record Campaigner(int node, String name, Inbox<LeaderElection.Event> inbox) {}

  private final Side side;
  private final Random random;
  private final List<String> outcomes = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Map<LockName, Deque<Waiter>> waiting = new HashMap<>();
  private final Map<String, Deque<Campaigner>> campaigns = new HashMap<>();
  private long lastVersion;
  private long names;

  private Script(Side side, long seed) {
    this.side = side;
    this.random = new Random(seed);
  }

  /** Plays that many steps. */
  static Script play(Side side, long seed, int steps) {
    Script script = new Script(side, seed);
    for (int i = 0; i < steps; i++) {
      script.step();
    }
    return script;
  }

  List<String> outcomes() {
    return outcomes;
  }

  /** How often each kind of outcome came. */
  Map<String, Integer> counts() {
    return counts;
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0, 1 -> put();
      case 2 -> delete();
      case 3 -> get();
      case 4, 5 -> acquire();
      case 6 -> release();
      case 7 -> renew();
      case 8 -> list();
      default -> elect();
    }
  }

  private void note(String what, Optional<?> outcome) {
    String sentence = outcome.map(Script::describe).orElse("no answer");
    counts.merge(sentence.split(" ")[0], 1, Integer::sum);
    outcomes.add(what + ": " + sentence);
  }

  private static String describe(Object outcome) {
    String kind = outcome.getClass().getSimpleName();
    if (outcome instanceof Locks.Granted granted) {
      return kind + " " + granted.token() + " for " + granted.ttl();
    }
    if (outcome instanceof ReplicatedMap.Found found) {
      return kind + " " + found.version() + " " + new String(found.value(), StandardCharsets.UTF_8);
    }
    if (outcome instanceof Locks.Page page) {
      return kind + " of " + page.locks().stream().map(Script::held).toList() + page.more();
    }
    return kind + " " + outcome;
  }

  private static String held(Locks.Held held) {
    return "%s %s %d %d".formatted(held.name(), held.owner(), held.token(), held.waiters());
  }

  private int node() {
    return random.nextInt(3);
  }

  private String key() {
    return "k" + random.nextInt(3);
  }

  private Condition condition() {
    return switch (random.nextInt(4)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.version(Math.max(1, lastVersion - random.nextInt(3)));
      default -> Condition.ANY;
    };
  }

  private void put() {
    int node = node();
    String key = key();
    byte[] value = ("v" + names++).getBytes(StandardCharsets.UTF_8);
    Condition condition = condition();
    Optional<ReplicatedMap.Reply> reply =
        side.ask(
            node,
            replyTo ->
                side.seat(node)
                    .maps()
                    .tell(
                        new ReplicatedMap.Put(
                            "m", key, value, condition, WITHIN, Optional.empty(), replyTo)));
    if (reply.orElse(null) instanceof ReplicatedMap.Written written) {
      lastVersion = written.version();
    }
    note("put " + key, reply);
  }

  private void delete() {
    int node = node();
    String key = key();
    Condition condition = condition();
    Optional<ReplicatedMap.Reply> reply =
        side.ask(
            node,
            replyTo ->
                side.seat(node)
                    .maps()
                    .tell(
                        new ReplicatedMap.Delete(
                            "m", key, condition, WITHIN, Optional.empty(), replyTo)));
    note("delete " + key, reply);
  }

  private void get() {
    int node = node();
    String key = key();
    Optional<ReplicatedMap.Reply> reply =
        side.ask(
            node,
            replyTo ->
                side.seat(node)
                    .maps()
                    .tell(new ReplicatedMap.Get("m", key, false, WITHIN, replyTo)));
    note("get " + key, reply);
  }

  private LockName lock() {
    return new LockName(Space.LOCK, "l" + random.nextInt(2));
  }

  private String owner() {
    return OWNERS[random.nextInt(OWNERS.length)];
  }

  private Deque<Waiter> waiting(LockName lock) {
    return waiting.computeIfAbsent(lock, name -> new ArrayDeque<>());
  }

  /** Who is held up either gives up at once or waits. */
  private void acquire() {
    int node = node();
    LockName lock = lock();
    String owner = owner();
    if (waiting(lock).stream().anyMatch(waiter -> waiter.owner().equals(owner))) {
      return;
    }
    Optional<Locks.Reply> reply = ask(node, lock, owner, Duration.ZERO);
    granted(lock, owner, reply);
    note("%s acquires %s".formatted(owner, lock), reply);
    if (reply.orElse(null) instanceof Locks.Locked && random.nextBoolean()) {
      await(node, lock, owner);
    }
  }

  private Optional<Locks.Reply> ask(int node, LockName lock, String owner, Duration wait) {
    return side.ask(
        node,
        replyTo ->
            side.seat(node)
                .locks()
                .tell(new Locks.Acquire(lock, owner, TTL, wait, wait.plus(WITHIN), replyTo)));
  }

  private void await(int node, LockName lock, String owner) {
    Inbox<Locks.Reply> inbox = side.inbox(node);
    side.seat(node)
        .locks()
        .tell(new Locks.Acquire(lock, owner, TTL, LONG, LONG.plus(WITHIN), inbox.ref()));
    Deque<Waiter> line = waiting(lock);
    line.add(new Waiter(owner, inbox));
    List<String> owners = line.stream().map(Waiter::owner).toList();
    boolean waits = side.becomes(() -> side.waiters(lock).equals(owners));
    note("%s waits for %s".formatted(owner, lock), Optional.of(waits));
  }

  private void granted(LockName lock, String owner, Optional<Locks.Reply> reply) {
    if (reply.orElse(null) instanceof Locks.Granted granted) {
      tokens.put(lock + owner, granted.token());
    }
  }

  private void release() {
    int node = node();
    LockName lock = lock();
    String owner = owner();
    long token = tokens.getOrDefault(lock + owner, 1L);
    Optional<Locks.Reply> reply =
        side.ask(
            node,
            replyTo ->
                side.seat(node)
                    .locks()
                    .tell(new Locks.Release(lock, owner, token, WITHIN, replyTo)));
    note("%s releases %s".formatted(owner, lock), reply);
    if (reply.orElse(null) instanceof Locks.Released && !waiting(lock).isEmpty()) {
      Waiter next = waiting(lock).remove();
      Optional<Locks.Reply> turn = next.inbox().next();
      granted(lock, next.owner(), turn);
      note("%s waited for %s".formatted(next.owner(), lock), turn);
    }
  }

  private void renew() {
    int node = node();
    LockName lock = lock();
    String owner = owner();
    long token = tokens.getOrDefault(lock + owner, 1L) + (random.nextInt(4) == 0 ? 1 : 0);
    Optional<Locks.Reply> reply =
        side.ask(
            node,
            replyTo ->
                side.seat(node).locks().tell(new Locks.Renew(lock, owner, token, WITHIN, replyTo)));
    note("%s renews %s".formatted(owner, lock), reply);
  }

  private void list() {
    int node = node();
    Optional<Locks.Reply> reply =
        side.ask(
            node,
            replyTo ->
                side.seat(node)
                    .locks()
                    .tell(new Locks.ListLocks("", 1 + random.nextInt(2), WITHIN, replyTo)));
    note("list", reply);
  }

  private void elect() {
    String election = "e" + random.nextInt(2);
    Deque<Campaigner> line = campaigns.computeIfAbsent(election, name -> new ArrayDeque<>());
    if (line.size() > 2 && random.nextInt(3) == 0) {
      giveUp(election, line);
    } else if (!line.isEmpty() && random.nextBoolean()) {
      resign(election, line);
    } else if (line.size() < 4) {
      campaign(election, line);
    }
  }

  private void campaign(String election, Deque<Campaigner> line) {
    int node = node();
    Campaigner campaigner = new Campaigner(node, "c" + names++, side.inbox(node));
    side.seat(node)
        .elections()
        .tell(new LeaderElection.Campaign(election, campaigner.name(), campaigner.inbox().ref()));
    line.add(campaigner);
    if (line.size() == 1) {
      note(campaigner.name() + " campaigns", campaigner.inbox().next());
      return;
    }
    note(campaigner.name() + " campaigns behind others", Optional.of(waitingAre(election, line)));
  }

  private boolean waitingAre(String election, Deque<Campaigner> line) {
    LockName name = new LockName(Space.ELECTION, election);
    List<String> behind = line.stream().skip(1).map(Campaigner::name).toList();
    return side.becomes(() -> side.waiters(name).equals(behind));
  }

  /** The last one, who was not elected yet. */
  private void giveUp(String election, Deque<Campaigner> line) {
    Campaigner last = line.removeLast();
    side.seat(last.node()).elections().tell(new LeaderElection.Resign(election, last.name()));
    note(last.name() + " gives up", last.inbox().next());
    note(last.name() + " left the line", Optional.of(waitingAre(election, line)));
  }

  private void resign(String election, Deque<Campaigner> line) {
    Campaigner leader = line.remove();
    side.seat(leader.node()).elections().tell(new LeaderElection.Resign(election, leader.name()));
    note(leader.name() + " resigns", leader.inbox().next());
    note(leader.name() + " is done", leader.inbox().next());
    if (!line.isEmpty()) {
      note(line.peek().name() + " follows", line.peek().inbox().next());
    }
  }
}
