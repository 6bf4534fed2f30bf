package conclave.multijvm.load;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.MapCall;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapModel;
import conclave.history.model.MapResult;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Maps over HTTP whose requests and answers are recorded. Thread-safe; a client asks in turn. */
public final class RecordedMaps {

  private final HttpMaps maps = new HttpMaps();
  private final History<MapCall, MapResult> history = new History<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private final Map<String, Integer> underWay = new HashMap<>();
  private long lastDone;
  private long longestGap;

  /** Asks one node once, in the name of that client. */
  public ServiceAnswer<MapResult> ask(
      String client, NodeProcess node, MapCall call, Duration timeout) {
    int operation = begin(client, node, call);
    ServiceAnswer<MapResult> answer = maps.ask(node, call, timeout);
    end(operation, node, answer);
    return answer;
  }

  /**
   * Reads every key that was ever asked about, through each of these nodes: what was acknowledged
   * and is missing then breaks the history.
   *
   * @return how many keys
   * @throws AssertionError when a node does not answer
   */
  public int readEverything(List<NodeProcess> nodes, Duration timeout) {
    Set<Key> keys = new LinkedHashSet<>();
    history.operations().forEach(operation -> keys.add(operation.call().key()));
    for (Key key : keys) {
      for (NodeProcess node : nodes) {
        ServiceAnswer<MapResult> answer = ask("reader", node, new Get(key), timeout);
        if (!(answer instanceof ServiceAnswer.Done)) {
          throw new AssertionError("reading %s at %s: %s".formatted(key, node.name(), answer));
        }
      }
    }
    return keys.size();
  }

  /** How many requests are on their way now. */
  public synchronized int underWay() {
    return underWay.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many of them that node has to answer. */
  public synchronized int underWayAt(NodeProcess node) {
    return underWay.getOrDefault(node.name(), 0);
  }

  /** How many requests ended like that. */
  public synchronized int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** The longest time between two answers to requests that were done. */
  public synchronized Duration longestGap() {
    return Duration.ofNanos(longestGap);
  }

  /** Whether one copy of the map could have given all these answers. */
  public Verdict verdict() {
    return new Linearizability<>(new MapModel()).check(history);
  }

  private synchronized int begin(String client, NodeProcess node, MapCall call) {
    underWay.merge(node.name(), 1, Integer::sum);
    return history.invoke(client, call);
  }

  private synchronized void end(int operation, NodeProcess node, ServiceAnswer<MapResult> answer) {
    underWay.merge(node.name(), -1, Integer::sum);
    if (answer instanceof ServiceAnswer.Done) {
      long now = System.nanoTime();
      longestGap = lastDone == 0 ? 0 : Math.max(longestGap, now - lastDone);
      lastDone = now;
    }
    counts.merge(answer.kind(), 1, Integer::sum);
    history.complete(operation, answer.outcome());
  }
}
