package conclave.replica.gateway;

import conclave.machine.Result;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Outcome.Reason;
import conclave.serialization.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions in batches to a replica; a batch that fails is asked again as a new one. */
final class QueryLane {

  private record Flight(List<OpenQuery> queries, NodeId to, long askAgainNanos) {
    boolean isOver(boolean linearizable) {
      return queries.stream().noneMatch(query -> query.waitsFor(linearizable));
    }
  }

  private final boolean linearizable;
  private final GatewaySettings settings;
  private final GatewaySession session;
  private final Courier<Wire.Question> courier;
  private final Deque<OpenQuery> queued = new ArrayDeque<>();
  private final Map<Long, Flight> flights = new LinkedHashMap<>();
  private long pauseUntil;

  QueryLane(
      boolean linearizable,
      GatewaySettings settings,
      GatewaySession session,
      Courier<Wire.Question> courier) {
    this.linearizable = linearizable;
    this.settings = settings;
    this.session = session;
    this.courier = courier;
  }

  boolean takes(OpenQuery query) {
    return query.waitsFor(linearizable);
  }

  void add(OpenQuery query, long now) {
    queued.add(query);
    pump(now);
  }

  /** Another leader is known: what waited for one goes on. */
  void wake(long now) {
    pauseUntil = now;
    pump(now);
  }

  void pump(long now) {
    while (!queued.isEmpty()
        && flights.size() < settings.batchesInFlight()
        && now - pauseUntil >= 0) {
      List<OpenQuery> batch = nextBatch();
      if (!batch.isEmpty()) {
        long id = session.nextBatch();
        NodeId to = courier.send(id, batch.stream().map(QueryLane::question).toList());
        flights.put(id, new Flight(batch, to, now + settings.retryNanos()));
      }
    }
  }

  private static Wire.Question question(OpenQuery query) {
    return new Wire.Question(query.request.machine(), query.request.query());
  }

  private List<OpenQuery> nextBatch() {
    List<OpenQuery> batch = new ArrayList<>();
    long bytes = 0;
    while (!queued.isEmpty() && batch.size() < settings.batchCount()) {
      bytes += queued.peek().bytes();
      if (bytes > settings.batchBytes() && !batch.isEmpty()) {
        return batch;
      }
      OpenQuery query = queued.remove();
      if (takes(query)) {
        batch.add(query);
      }
    }
    return batch;
  }

  /**
   * Answers to that batch, from the question at {@code first} on.
   *
   * @return the questions for which they are too old, to be asked in the other lane
   */
  List<OpenQuery> answered(long id, int first, List<Optional<Result>> answers, long now) {
    Flight flight = flights.get(id);
    if (flight == null) {
      return List.of();
    }
    List<OpenQuery> tooOld = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      OpenQuery query = flight.queries().get(first + i);
      Optional<Result> answer = answers.get(i);
      if (takes(query) && answer.filter(result -> refuses(query, result)).isPresent()) {
        tooOld.add(query);
      } else if (takes(query)) {
        session.answer(query, outcome(answer));
      }
    }
    if (flight.isOver(linearizable)) {
      flights.remove(id);
    }
    pump(now);
    return tooOld;
  }

  private static boolean refuses(OpenQuery query, Result result) {
    return result instanceof Result.Ok ok && query.refuses(ok.reply());
  }

  private static Outcome<byte[]> outcome(Optional<Result> result) {
    if (result.isPresent() && result.get() instanceof Result.Ok ok) {
      return new Outcome.Done<>(ok.reply());
    }
    return new Outcome.Rejected<>(
        Reason.INVALID, result.map(Object::toString).orElse("the machine failed at this question"));
  }

  void failed(long id, long now) {
    Flight flight = flights.remove(id);
    if (flight != null) {
      courier.helpless(flight.to(), now);
      pauseUntil = now + settings.pauseNanos();
      again(flight);
    }
  }

  private void again(Flight flight) {
    for (int i = flight.queries().size() - 1; i >= 0; i--) {
      queued.addFirst(flight.queries().get(i));
    }
  }

  void tick(long now) {
    for (Map.Entry<Long, Flight> flight : List.copyOf(flights.entrySet())) {
      if (now - flight.getValue().askAgainNanos() >= 0) {
        flights.remove(flight.getKey());
        courier.silent(flight.getValue().to(), now);
        again(flight.getValue());
      }
    }
    queued.removeIf(query -> !takes(query));
    pump(now);
  }
}
