package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.wire.MalformedException;
import conclave.raft.log.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {

  @Test
  void everyResultIsTheOneOfANaiveModel() {
    int entries = 0;
    int duplicates = 0;
    int evictions = 0;
    for (long seed = 0; seed < 400; seed++) {
      Machines machines =
          new Machines(
              Traffic.LIMITS, Traffic.KEYS, Map.of(LogWriter.COUNTER, new CountingMachine()));
      SessionsModel model = new SessionsModel(Traffic.LIMITS, Traffic.KEYS);
      for (Entry entry : new Traffic(seed, LogWriter.COUNTER, ExactlyOnceTest::payload).log(150)) {
        assertThat(machines.apply(entry))
            .as("seed %d, entry %s", seed, entry.id())
            .isEqualTo(expected(model, entry));
        entries++;
      }
      duplicates += model.duplicates;
      evictions += model.evictions;
    }
    System.out.printf(
        "naive model: %d entries, %d duplicates, %d evictions%n", entries, duplicates, evictions);
    assertThat(duplicates).isGreaterThan(1_000);
    assertThat(evictions).isGreaterThan(1_000);
  }

  private static byte[] payload(Random random) {
    return "x".repeat(random.nextInt(120)).getBytes();
  }

  static Result expected(SessionsModel model, Entry entry) {
    if (entry.kind() != Entry.Kind.COMMAND) {
      return model.skip();
    }
    try {
      return model.apply(Command.decode(entry.payload()));
    } catch (MalformedException e) {
      model.skip();
      return Result.Refusal.MALFORMED;
    }
  }

  /** Clients that retry until they hear, over a network that duplicates, reorders and forgets. */
  @Property(tries = 300, seed = "5")
  void whatClientsRetryUntilTheyHearHappensOnce(@ForAll long seed) {
    new Network(seed).run();
  }

  private static final class Client {
    long session;
    long next = 1;
    final TreeMap<Long, Boolean> waiting = new TreeMap<>();
    final Map<Long, Result> heard = new HashMap<>();

    Command send(long sequence, int self) {
      long ackedBelow = waiting.firstKey();
      byte[] payload = (self + "/" + sequence).getBytes();
      return new Command.Execute(session, sequence, ackedBelow, LogWriter.COUNTER, payload);
    }
  }

  private static final class Network {
    private static final int COMMANDS = 25;

    private final Random random;
    private final List<String> applied = new ArrayList<>();
    private final List<Client> clients = List.of(new Client(), new Client(), new Client());
    private final List<Command.Execute> underWay = new ArrayList<>();
    private final LogWriter log;

    Network(long seed) {
      random = new Random(seed);
      CountingMachine machine =
          new CountingMachine() {
            @Override
            public byte[] apply(long index, byte[] command) {
              applied.add(new String(command));
              return super.apply(index, command);
            }
          };
      SessionLimits limits = new SessionLimits(3, 4, 10_000, 40_000);
      log = new LogWriter(new Machines(limits, Map.of(LogWriter.COUNTER, machine)));
      clients.forEach(client -> client.session = log.open(random.nextLong()));
    }

    void run() {
      while (clients.stream().anyMatch(c -> c.next <= COMMANDS || !c.waiting.isEmpty())) {
        send(random.nextInt(3));
        deliver();
      }
      while (!underWay.isEmpty()) {
        deliver();
      }
      assertThat(applied).doesNotHaveDuplicates().hasSize(3 * COMMANDS);
    }

    private void send(int self) {
      Client client = clients.get(self);
      boolean room = client.waiting.isEmpty() || client.next < client.waiting.firstKey() + 4;
      if (client.next <= COMMANDS && room && random.nextBoolean()) {
        client.waiting.put(client.next++, true);
      }
      if (!client.waiting.isEmpty()) {
        List<Long> waiting = List.copyOf(client.waiting.keySet());
        long sequence = waiting.get(random.nextInt(waiting.size()));
        underWay.add((Command.Execute) client.send(sequence, self));
      }
    }

    private void deliver() {
      if (underWay.isEmpty()) {
        return;
      }
      int which = random.nextInt(underWay.size());
      boolean again = random.nextInt(4) == 0;
      Command.Execute command = again ? underWay.get(which) : underWay.remove(which);
      Result result = log.append(command);
      Client client = clients.get((int) command.session() - 1);
      Result before = client.heard.get(command.sequence());
      if (before != null) {
        assertThat(result).isIn(before, Result.Refusal.FORGOTTEN);
      } else if (random.nextInt(3) > 0) {
        assertThat(result).isInstanceOf(Result.Ok.class);
        client.heard.put(command.sequence(), result);
        client.waiting.remove(command.sequence());
      }
    }
  }
}
