package conclave.multijvm.load;

import conclave.history.model.MapCall;
import conclave.history.model.MapCall.CompareAndSet;
import conclave.history.model.MapCall.Delete;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Key;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.multijvm.NodeProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Clients that write, read, compare and set, and delete, each one thing after another at a node
 * drawn anew for each, down or not, until closed. They share a few keys at a time and leave them
 * for fresh ones after a while, so that the history of every key stays short enough to be checked.
 */
public final class MapLoad implements AutoCloseable {

  private static final int KEYS_AT_A_TIME = 4;
  private static final int OPERATIONS_PER_ROUND = 20;

  private final RecordedMaps maps;
  private final Setup setup;
  private final Clients clients;

  /**
   * What the clients do.
   *
   * @param map whose keys they use; no other load may
   * @param clients how many
   * @param timeout of each request
   * @param seed of their choices
   */
  public record Setup(String map, int clients, Duration timeout, long seed) {}

  private MapLoad(RecordedMaps maps, Setup setup) {
    this.maps = maps;
    this.setup = setup;
    this.clients = new Clients(setup.map(), setup.clients());
  }

  /** Starts the clients. */
  public static MapLoad start(List<NodeProcess> nodes, RecordedMaps maps, Setup setup) {
    MapLoad load = new MapLoad(maps, setup);
    SplittableRandom seeds = new SplittableRandom(setup.seed());
    for (int i = 0; i < setup.clients(); i++) {
      Client client = load.new Client(setup.map() + "-c" + i, nodes, seeds.split());
      load.clients.add(client::step);
    }
    return load;
  }

  /** How many requests are on their way now. */
  public int underWay() {
    return maps.underWay();
  }

  /**
   * Waits for the requests under way and asks nothing more.
   *
   * @throws AssertionError when a client met an answer that the contract does not have
   */
  @Override
  public void close() {
    clients.close(setup.timeout().plusSeconds(10));
  }

  private final class Client {
    private final String name;
    private final List<NodeProcess> nodes;
    private final SplittableRandom random;
    private final Map<Key, Long> versions = new HashMap<>();
    private int asked;

    Client(String name, List<NodeProcess> nodes, SplittableRandom random) {
      this.name = name;
      this.nodes = nodes;
      this.random = random;
    }

    void step() {
      MapCall call = next();
      NodeProcess node = nodes.get(random.nextInt(nodes.size()));
      if (maps.ask(name, node, call, setup.timeout())
          instanceof ServiceAnswer.Done<MapResult> done) {
        learn(call.key(), done.result());
      }
    }

    private MapCall next() {
      int round = asked++ / OPERATIONS_PER_ROUND;
      if (asked % OPERATIONS_PER_ROUND == 0) {
        versions.clear();
      }
      Key key = new Key(setup.map(), "r%d-%d".formatted(round, random.nextInt(KEYS_AT_A_TIME)));
      String value = name + "-" + asked;
      int choice = random.nextInt(10);
      if (choice < 4) {
        return new Put(key, value);
      }
      if (choice < 7) {
        return new Get(key);
      }
      return choice < 9
          ? new CompareAndSet(key, versions.getOrDefault(key, MapCall.ABSENT), value)
          : new Delete(key);
    }

    private void learn(Key key, MapResult result) {
      if (result instanceof MapResult.Changed changed) {
        versions.put(key, changed.version());
      } else if (result instanceof MapResult.Found found) {
        versions.put(key, found.version());
      } else if (result instanceof MapResult.Mismatch mismatch) {
        versions.put(key, mismatch.actual());
      } else {
        versions.put(key, MapCall.ABSENT);
      }
    }
  }
}
