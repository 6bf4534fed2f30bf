package conclave.replica.gateway;

import conclave.machine.Result;
import conclave.replica.apply.Queries;
import conclave.replica.gateway.Outcome.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Questions in batches to the local replica; a batch that fails is asked again as a new one. */
final class QueryLane {

  private record Flight(List<OpenQuery> queries, long askAgainNanos) {}

  private final boolean linearizable;
  private final GatewaySettings settings;
  private final GatewaySession session;
  private final BiConsumer<Long, List<Queries.Question>> send;
  private final Deque<OpenQuery> queued = new ArrayDeque<>();
  private final Map<Long, Flight> flights = new LinkedHashMap<>();
  private long pauseUntil;

  /**
   * @param send asks the local replica, under that id
   */
  QueryLane(
      boolean linearizable,
      GatewaySettings settings,
      GatewaySession session,
      BiConsumer<Long, List<Queries.Question>> send) {
    this.linearizable = linearizable;
    this.settings = settings;
    this.session = session;
    this.send = send;
  }

  boolean takes(Gateway.Ask ask) {
    return ask.linearizable() == linearizable;
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
        flights.put(id, new Flight(batch, now + settings.retryNanos()));
        send.accept(id, batch.stream().map(QueryLane::question).toList());
      }
    }
  }

  private static Queries.Question question(OpenQuery query) {
    return new Queries.Question(query.request.machine(), query.request.query());
  }

  private List<OpenQuery> nextBatch() {
    List<OpenQuery> batch = new ArrayList<>();
    while (!queued.isEmpty() && batch.size() < settings.batchCount()) {
      OpenQuery query = queued.remove();
      if (!query.settled()) {
        batch.add(query);
      }
    }
    return batch;
  }

  void answered(Queries.Answers answers, long now) {
    Flight flight = flights.remove(answers.id());
    if (flight != null) {
      for (int i = 0; i < flight.queries().size(); i++) {
        session.answer(flight.queries().get(i), outcome(answers.answers().get(i)));
      }
      pump(now);
    }
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
        again(flight.getValue());
      }
    }
    queued.removeIf(OpenQuery::settled);
    pump(now);
  }
}
