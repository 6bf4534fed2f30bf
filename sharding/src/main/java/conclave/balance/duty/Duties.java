package conclave.balance.duty;

import conclave.balance.duty.Arrival.Name;
import conclave.balance.route.Owners;
import conclave.balance.route.Refusal;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What this node's workers have under way for the whole cluster. A request that arrives again while
 * it is being done is not done twice.
 *
 * <p>Work counts against the bounds until its worker answers or stops, however late that is: a
 * worker that never answers gets nothing more at last.
 *
 * @param <W> a worker
 */
public final class Duties<W> {

  /**
   * Figures since the start; taken = answered + declined + lost + working.
   *
   * @param taken given to a worker
   * @param answered by a worker
   * @param declined by a worker
   * @param lost because a worker stopped
   * @param working not answered yet
   * @param turnedAway refused without a worker
   * @param duplicates that arrived while the same was being done, and were not done
   * @param surplus answers of workers to what was answered already, dropped
   */
  public record Counts(
      long taken,
      long answered,
      long declined,
      long lost,
      long working,
      long turnedAway,
      long duplicates,
      long surplus) {}

  private record Duty<W>(W worker, Arrival latest, int bytes) {
    Duty<W> again(Arrival later) {
      return new Duty<>(worker, later, bytes);
    }
  }

  private final NodeId self;
  private final DutyLimits limits;
  private final Map<String, Set<W>> services = new TreeMap<>();
  private final Map<W, Integer> underWay = new LinkedHashMap<>();
  private final Map<Long, Duty<W>> duties = new LinkedHashMap<>();
  private final Map<Name, Long> numbers = new HashMap<>();
  private long bytes;
  private long nextNumber;
  private long answered;
  private long declined;
  private long lost;
  private long turnedAway;
  private long duplicates;
  private long surplus;

  public Duties(NodeId self, DutyLimits limits) {
    this.self = self;
    this.limits = limits;
  }

  public Counts counts() {
    return new Counts(
        nextNumber, answered, declined, lost, duties.size(), turnedAway, duplicates, surplus);
  }

  /** What this node offers, sorted. */
  public Set<String> services() {
    return Collections.unmodifiableSet(services.keySet());
  }

  /** Everybody who is registered. */
  public List<W> workers() {
    return List.copyOf(underWay.keySet());
  }

  /** Whether there is room for one more; saying it twice is the same as once. */
  public boolean register(String service, W worker) {
    boolean known = services.getOrDefault(service, Set.of()).contains(worker);
    int registrations = services.values().stream().mapToInt(Set::size).sum();
    if (!known && registrations >= limits.maxWorkers()) {
      return false;
    }
    services.computeIfAbsent(service, name -> new LinkedHashSet<>()).add(worker);
    underWay.putIfAbsent(worker, 0);
    return true;
  }

  /** It has stopped; returns what it had under way. */
  public List<Arrival> stopped(W worker) {
    services.values().forEach(workers -> workers.remove(worker));
    services.values().removeIf(Set::isEmpty);
    List<Arrival> left = new ArrayList<>();
    for (Map.Entry<Long, Duty<W>> duty : List.copyOf(duties.entrySet())) {
      if (duty.getValue().worker().equals(worker)) {
        left.add(remove(duty.getKey()).latest());
      }
    }
    underWay.remove(worker);
    lost += left.size();
    return left;
  }

  /** A request came. */
  public Decision<W> arrive(Arrival arrival, Owners owners) {
    Long doing = numbers.get(arrival.name());
    if (doing != null) {
      duplicates++;
      duties.computeIfPresent(doing, (number, duty) -> duty.again(arrival));
      return new Decision.Join<>();
    }
    Optional<Decision.TurnAway<W>> notMine = strayed(arrival, owners);
    if (notMine.isPresent()) {
      turnedAway++;
      return notMine.get();
    }
    Optional<W> least =
        services.getOrDefault(arrival.service(), Set.of()).stream()
            .min(Comparator.comparing(underWay::get));
    if (least.isEmpty()) {
      return turnAway(Refusal.NO_SERVICE, "nobody here offers the service " + arrival.service());
    }
    if (underWay.get(least.get()) >= limits.maxWork()
        || bytes + arrival.bytes() > limits.maxBytes()) {
      String message =
          "its workers have %d requests of %d bytes under way".formatted(duties.size(), bytes);
      return turnAway(Refusal.OVERLOADED, message);
    }
    return give(arrival, least.get());
  }

  private Optional<Decision.TurnAway<W>> strayed(Arrival arrival, Owners owners) {
    if (arrival.key().isEmpty()) {
      return Optional.empty();
    }
    Owners.Preference mine = owners.of(arrival.key());
    if (mine.epoch() <= arrival.epoch() || mine.nodes().contains(self)) {
      return Optional.empty();
    }
    String message =
        "it does not own key %s at its epoch %d, the sender's is %d"
            .formatted(arrival.key(), mine.epoch(), arrival.epoch());
    return Optional.of(new Decision.TurnAway<>(Refusal.NOT_OWNER, mine.epoch(), message));
  }

  private Decision<W> turnAway(Refusal why, String message) {
    turnedAway++;
    return new Decision.TurnAway<>(why, 0, message);
  }

  private Decision<W> give(Arrival arrival, W worker) {
    long number = nextNumber++;
    duties.put(number, new Duty<>(worker, arrival, arrival.bytes()));
    numbers.put(arrival.name(), number);
    underWay.merge(worker, 1, Integer::sum);
    bytes += arrival.bytes();
    return new Decision.Give<>(worker, number);
  }

  /** A worker answered; says to which request, unless it had answered that one before. */
  public Optional<Arrival> answered(long number) {
    Optional<Arrival> which = over(number);
    which.ifPresent(arrival -> answered++);
    return which;
  }

  /** A worker would not do it. */
  public Optional<Arrival> declined(long number) {
    Optional<Arrival> which = over(number);
    which.ifPresent(arrival -> declined++);
    return which;
  }

  private Optional<Arrival> over(long number) {
    if (!duties.containsKey(number)) {
      surplus++;
      return Optional.empty();
    }
    return Optional.of(remove(number).latest());
  }

  private Duty<W> remove(long number) {
    Duty<W> duty = duties.remove(number);
    numbers.remove(duty.latest().name());
    underWay.computeIfPresent(duty.worker(), (worker, count) -> count - 1);
    bytes -= duty.bytes();
    return duty;
  }
}
