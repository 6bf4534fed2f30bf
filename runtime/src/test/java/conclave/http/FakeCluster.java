package conclave.http;

import conclave.http.ClusterView.Group;
import conclave.http.ClusterView.Member;
import conclave.http.ClusterView.Node;
import conclave.http.Health.Verdict;
import conclave.machine.keys.Digest;
import conclave.machine.keys.IdempotencyKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One map in memory behind the ports, and ways to make it fail. */
final class FakeCluster implements MapService, ClusterView, Health {

  private record Entry(long version, byte[] value) {}

  final FakeLocks locks = new FakeLocks();
  final FakeLeaders leaders = new FakeLeaders();
  final FakeMembers members = new FakeMembers();
  final FakeRing ring = new FakeRing();
  private final Map<EntryKey, Entry> entries = new HashMap<>();
  private final Map<Digest, Digest> requests = new HashMap<>();
  private final Map<Digest, CompletionStage<MapOutcome>> kept = new HashMap<>();
  private long versions;

  /** What every map operation ends with, when set. */
  volatile Optional<CompletionStage<MapOutcome>> forced = Optional.empty();

  volatile boolean healthy = true;
  volatile Duration lastDeadline;
  volatile Consistency lastConsistency;
  volatile EntryKey lastKey;

  Services services() {
    return new Services("n1<script>", this, locks, leaders, members, ring, this, this);
  }

  @Override
  public synchronized CompletionStage<MapOutcome> put(EntryKey key, byte[] value, Terms terms) {
    return change(key, terms, Optional.of(value));
  }

  @Override
  public synchronized CompletionStage<MapOutcome> get(
      EntryKey key, Consistency consistency, Duration deadline) {
    lastKey = key;
    lastDeadline = deadline;
    lastConsistency = consistency;
    Entry entry = entries.get(key);
    return forced.orElse(
        done(
            entry == null
                ? new MapOutcome.NotFound()
                : new MapOutcome.Found(entry.version(), entry.value())));
  }

  @Override
  public CompletionStage<MapOutcome> getSince(EntryKey key, long version, Duration deadline) {
    return versions < version
        ? done(new MapOutcome.Unavailable(true, "no change has that version yet"))
        : get(key, Consistency.STALE, deadline);
  }

  @Override
  public synchronized CompletionStage<MapOutcome> delete(EntryKey key, Terms terms) {
    return change(key, terms, Optional.empty());
  }

  private CompletionStage<MapOutcome> change(EntryKey key, Terms terms, Optional<byte[]> value) {
    lastKey = key;
    lastDeadline = terms.deadline();
    if (forced.isPresent()) {
      return forced.get();
    }
    if (terms.key().isEmpty()) {
      return change(key, terms.condition(), value);
    }
    IdempotencyKey once = terms.key().get();
    Digest request = requests.putIfAbsent(once.name(), once.fingerprint());
    if (request != null && !request.equals(once.fingerprint())) {
      return done(new MapOutcome.KeyReused());
    }
    return kept.computeIfAbsent(once.name(), name -> change(key, terms.condition(), value));
  }

  private CompletionStage<MapOutcome> change(
      EntryKey key, Condition condition, Optional<byte[]> value) {
    long version = Optional.ofNullable(entries.get(key)).map(Entry::version).orElse(0L);
    boolean absentWanted = condition instanceof Condition.Absent && version != 0;
    if (absentWanted
        || condition instanceof Condition.AtVersion wanted && wanted.version() != version) {
      return done(new MapOutcome.Mismatch(version));
    }
    if (value.isEmpty() && version == 0) {
      return done(new MapOutcome.NotFound());
    }
    long next = ++versions;
    value.ifPresentOrElse(
        bytes -> entries.put(key, new Entry(next, bytes)), () -> entries.remove(key));
    return done(new MapOutcome.Written(next));
  }

  private static CompletionStage<MapOutcome> done(MapOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  @Override
  public CompletionStage<List<Node>> nodes() {
    return CompletableFuture.completedFuture(
        List.of(
            node("n1", "h:1", new Known("up", true, 0.5, 0L, List.of("fsync"), "joining")),
            node("<b>", "h:2", new Known("down", false, null, null, List.of(), "none"))));
  }

  private record Known(
      String status,
      boolean reachable,
      Double share,
      Long number,
      List<String> alarms,
      String akka) {}

  /** Its numbers count up from that one. */
  private static Node node(String name, String address, Known known) {
    Long n = known.number();
    Double share = known.share();
    Double millis = n == null ? null : n + 0.5;
    return new Node(
        name,
        address,
        known.status(),
        known.reachable(),
        share,
        plus(n, 1),
        plus(n, 2),
        plus(n, 3),
        plus(n, 4),
        plus(n, 5),
        plus(n, 6),
        share,
        plus(n, 7),
        plus(n, 8),
        share,
        millis,
        millis,
        millis,
        known.alarms(),
        known.akka(),
        n == null ? null : n.intValue() + 100,
        n == null ? null : "sick",
        n == null ? List.of() : List.of("slow-disk"),
        1,
        n == null ? null : n.intValue() + 1);
  }

  private static Long plus(Long number, long more) {
    return number == null ? null : Long.valueOf(number + more);
  }

  @Override
  public CompletionStage<List<Group>> groups() {
    return CompletableFuture.completedFuture(
        List.of(
            new Group("control", "n1", 3, 9, 8, List.of(new Member("n1", "leader", 9L))),
            new Group("p0", null, 1, 0, 0, List.of(new Member("n1", "follower", null)))));
  }

  @Override
  public CompletionStage<Verdict> alive() {
    return CompletableFuture.completedFuture(new Verdict(healthy, "the journal works"));
  }

  @Override
  public CompletionStage<Verdict> ready() {
    return CompletableFuture.completedFuture(new Verdict(healthy, "p0 has no leader"));
  }
}
