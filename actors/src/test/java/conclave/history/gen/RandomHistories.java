package conclave.history.gen;

import conclave.history.History;
import conclave.history.Operation;
import conclave.history.Outcome;
import conclave.history.gen.Spec.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Makes histories that are linearizable by construction: concurrent clients of one object, each
 * call taking effect at one moment. Some answers get lost before or after the effect; what was lost
 * before may still take effect much later. The seed decides everything.
 *
 * @param <S> states
 * @param <C> calls
 * @param <R> results
 */
public final class RandomHistories<S, C, R> {

  /**
   * What to make.
   *
   * @param lossPercent of steps at which a client loses its answer
   */
  public record Shape(int clients, int operations, int lossPercent) {}

  private final Spec<S, C, R> spec;
  private final Workload<C, R> workload;
  private final Shape shape;

  /** A maker of histories of that shape. */
  public RandomHistories(Spec<S, C, R> spec, Workload<C, R> workload, Shape shape) {
    this.spec = spec;
    this.workload = workload;
    this.shape = shape;
  }

  /** Makes the history of a seed. */
  public List<Operation<C, R>> make(long seed) {
    return new Run(new Random(seed)).make();
  }

  private final class Client {
    final String name;
    int operation = -1;
    C call;
    R result;
    R seen;

    Client(String name) {
      this.name = name;
    }

    boolean waits() {
      return operation >= 0;
    }
  }

  private final class Run {
    private final Random random;
    private final History<C, R> history = new History<>();
    private final Map<Object, S> object = new HashMap<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<C> lost = new ArrayList<>();
    private long counter;
    private int invoked;

    Run(Random random) {
      this.random = random;
      for (int i = 0; i < shape.clients(); i++) {
        clients.add(new Client("c" + i));
      }
    }

    List<Operation<C, R>> make() {
      while (invoked < shape.operations() || clients.stream().anyMatch(Client::waits)) {
        if (!lost.isEmpty() && random.nextInt(10) == 0) {
          lateEffect(lost.remove(random.nextInt(lost.size())));
        }
        step(clients.get(random.nextInt(clients.size())));
      }
      return history.operations();
    }

    private void step(Client client) {
      if (!client.waits()) {
        if (invoked < shape.operations()) {
          invoke(client);
        }
      } else if (random.nextInt(100) < shape.lossPercent()) {
        lose(client);
      } else if (client.result == null) {
        client.result = apply(client.call);
      } else {
        client.seen = client.result;
        end(client, Outcome.answered(client.result));
      }
    }

    private void invoke(Client client) {
      client.call = workload.next(random, client.name, client.seen);
      client.operation = history.invoke(client.name, client.call);
      invoked++;
    }

    private void lose(Client client) {
      if (client.result != null) {
        end(client, Outcome.unknown());
      } else if (random.nextInt(4) == 0) {
        end(client, Outcome.notDone());
      } else {
        lost.add(client.call);
        end(client, Outcome.unknown());
      }
    }

    private void lateEffect(C call) {
      if (random.nextBoolean()) {
        apply(call);
      }
    }

    private void end(Client client, Outcome<R> outcome) {
      history.complete(client.operation, outcome);
      client.operation = -1;
      client.result = null;
    }

    private R apply(C call) {
      Object part = spec.part(call);
      S before = object.getOrDefault(part, spec.initial());
      List<Step<S, R>> steps = spec.steps(before, call, last -> LongStream.of(++counter));
      Step<S, R> step = steps.get(random.nextInt(steps.size()));
      object.put(part, step.after());
      return step.result();
    }
  }
}
