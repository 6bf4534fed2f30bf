package conclave.machine;

import conclave.machine.Result.Refusal;
import conclave.machine.keys.KeyLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The rules of sessions and keys, said again in the most naive way: lists, and sums made anew each
 * time.
 */
final class SessionsModel {
  private static final class Client {
    long id;
    long nonce;
    long ackedBelow = 1;
    SortedMap<Long, Result> results = new TreeMap<>();

    long bytes() {
      return results.values().stream()
          .mapToLong(r -> 64 + (r instanceof Result.Ok ok ? ok.reply().length : 0))
          .sum();
    }
  }

  private final SessionLimits limits;
  private final CountingMachine machine = new CountingMachine();
  final KeysModel keys;
  private final List<Client> clients = new ArrayList<>(); // the least recently used first
  private long index;
  int evictions;
  int duplicates;

  SessionsModel(SessionLimits limits, KeyLimits keyLimits) {
    this.limits = limits;
    this.keys = new KeysModel(keyLimits);
  }

  Result skip() {
    index++;
    return new Result.Ok(new byte[0]);
  }

  Result apply(Command command) {
    index++;
    if (command instanceof Command.OpenSession open) {
      return open(open.nonce());
    }
    if (command instanceof Command.CloseSession close) {
      boolean known = clients.removeIf(c -> c.id == close.session());
      return known ? new Result.Ok(new byte[0]) : Refusal.EXPIRED;
    }
    if (command instanceof Command.ExecuteOnce once) {
      return execute(once.execute(), () -> keys.once(index, once, () -> applied(once.execute())));
    }
    Command.Execute execute = (Command.Execute) command;
    return execute(execute, () -> applied(execute));
  }

  private Result applied(Command.Execute execute) {
    return switch (execute.machine()) {
      case LogWriter.COUNTER -> new Result.Ok(machine.apply(index, execute.payload()));
      case KeyTable.NAME -> new Result.Ok(keys.apply(execute.payload()));
      default -> Refusal.NO_SUCH_MACHINE;
    };
  }

  private Result execute(Command.Execute execute, Supplier<Result> effect) {
    Client client = touch(find(c -> c.id == execute.session()));
    return client == null ? Refusal.EXPIRED : execute(client, execute, effect);
  }

  private Result open(long nonce) {
    Client client = touch(find(c -> c.nonce == nonce));
    if (client == null) {
      client = new Client();
      client.id = index;
      client.nonce = nonce;
      clients.add(client);
      evictWhile(clients.size() > limits.maxSessions());
    }
    return new Result.SessionOpened(client.id);
  }

  private Result execute(Client client, Command.Execute execute, Supplier<Result> effect) {
    client.ackedBelow = Math.max(client.ackedBelow, execute.ackedBelow());
    client.results = new TreeMap<>(client.results.tailMap(client.ackedBelow));
    Result result = resultOf(client, execute, effect);
    while (clients.size() > 1
        && clients.stream().mapToLong(Client::bytes).sum() > limits.maxTotalBytes()) {
      evictWhile(true);
    }
    return result;
  }

  private Result resultOf(Client client, Command.Execute execute, Supplier<Result> effect) {
    long sequence = execute.sequence();
    if (sequence < client.ackedBelow) {
      return Refusal.FORGOTTEN;
    }
    if (client.results.containsKey(sequence)) {
      duplicates++;
      return client.results.get(sequence);
    }
    if (sequence >= client.ackedBelow + limits.window()
        || client.bytes() >= limits.maxSessionBytes()) {
      return Refusal.WINDOW_FULL;
    }
    Result result = effect.get();
    client.results.put(sequence, result);
    return result;
  }

  private void evictWhile(boolean tooMany) {
    if (tooMany) {
      clients.remove(0);
      evictions++;
    }
  }

  private Client find(java.util.function.Predicate<Client> wanted) {
    return clients.stream().filter(wanted).findFirst().orElse(null);
  }

  private Client touch(Client client) {
    if (client != null) {
      clients.remove(client);
      clients.add(client);
    }
    return client;
  }
}
