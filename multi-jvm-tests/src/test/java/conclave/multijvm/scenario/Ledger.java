package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.history.model.MapResult.Found;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.load.HttpMaps;
import conclave.multijvm.load.ServiceAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys whose last acknowledged value must be there for ever. Thread-safe where no key is written by
 * two at a time.
 */
public final class Ledger {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpMaps maps = new HttpMaps();
  private final Map<Key, String> acknowledged = new ConcurrentHashMap<>();
  private final String map;

  public Ledger(String map) {
    this.map = map;
  }

  /** Writes one entry; only a written one is remembered. */
  public ServiceAnswer<MapResult> write(
      NodeProcess node, String name, String value, Duration timeout) {
    Key key = new Key(map, name);
    ServiceAnswer<MapResult> answer = maps.ask(node, new Put(key, value), timeout);
    if (answer instanceof ServiceAnswer.Done) {
      acknowledged.put(key, value);
    } else if (answer instanceof ServiceAnswer.Unknown) {
      acknowledged.remove(key); // its former value may be gone
    }
    return answer;
  }

  /** Writes one entry that must be acknowledged. */
  public void mustWrite(NodeProcess node, String name, String value) {
    assertThat(write(node, name, value, TIMEOUT))
        .as("writing %s at %s", name, node.name())
        .isInstanceOf(ServiceAnswer.Done.class);
  }

  /** Any key of this ledger, read linearizably. */
  public ServiceAnswer<MapResult> read(NodeProcess node, String name, Duration timeout) {
    return maps.ask(node, new Get(new Key(map, name)), timeout);
  }

  public int size() {
    return acknowledged.size();
  }

  /** Reads every acknowledged entry at that node; returns how many there are. */
  public int requireAllAt(NodeProcess node) {
    acknowledged.forEach(
        (key, value) -> {
          ServiceAnswer<MapResult> answer = maps.ask(node, new Get(key), TIMEOUT);
          assertThat(answer)
              .as("%s at %s", key, node.name())
              .isInstanceOfSatisfying(
                  ServiceAnswer.Done.class,
                  done ->
                      assertThat(done.result())
                          .isInstanceOfSatisfying(
                              Found.class, found -> assertThat(found.value()).isEqualTo(value)));
        });
    return acknowledged.size();
  }
}
