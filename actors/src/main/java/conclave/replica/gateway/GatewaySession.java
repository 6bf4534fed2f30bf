package conclave.replica.gateway;

import conclave.replica.gateway.Outcome.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What must survive a gateway's death: its session and numbers, and who waits for an answer. Made
 * by the gateway's parent, used by one gateway at a time.
 */
public final class GatewaySession {

  private final RandomGenerator random;
  private final Set<OpenCommand> commands = new LinkedHashSet<>();
  private final Set<OpenQuery> queries = new LinkedHashSet<>();
  private Numbering numbering;
  private long nextBatch;
  private long bytes;

  /**
   * @param random names sessions and batches; two gateways must not draw alike
   */
  public GatewaySession(RandomGenerator random) {
    this.random = random;
    this.numbering = new Numbering(random.nextLong());
    this.nextBatch = random.nextLong();
  }

  Numbering numbering() {
    return numbering;
  }

  /** The session is gone: what comes next has a new one. */
  void renew() {
    numbering = new Numbering(random.nextLong());
  }

  long nextBatch() {
    return nextBatch++;
  }

  int count() {
    return commands.size() + queries.size();
  }

  long bytes() {
    return bytes;
  }

  List<OpenCommand> commandsDue(long now) {
    return commands.stream().filter(command -> now - command.deadlineNanos >= 0).toList();
  }

  List<OpenQuery> queriesDue(long now) {
    return queries.stream().filter(query -> now - query.deadlineNanos >= 0).toList();
  }

  void add(OpenCommand command) {
    commands.add(command);
    bytes += command.bytes();
  }

  void add(OpenQuery query) {
    queries.add(query);
    bytes += query.bytes();
  }

  /** Gives the command the number of the try that it repeats; false where that is forgotten. */
  boolean retry(OpenCommand command) {
    RequestId id = command.request.retryOf().orElseThrow();
    return id.session() == numbering.session() && numbering.numberAgain(command, id.sequence());
  }

  void answer(OpenQuery query, Outcome<byte[]> outcome) {
    if (queries.remove(query)) {
      bytes -= query.bytes();
      query.settle(outcome);
    }
  }

  void answer(OpenCommand command, Outcome<byte[]> outcome) {
    if (commands.remove(command)) {
      bytes -= command.bytes();
      if (command.isNumbered()) {
        command.numbering().settled(command.sequence());
      }
      command.settle(outcome);
    }
  }

  /** The command's fate is unknown; for a while, its caller may try it again under its number. */
  void unknown(OpenCommand command, String why, long retainUntilNanos) {
    if (commands.remove(command)) {
      bytes -= command.bytes();
      Optional<RequestId> id =
          command.isNumbered()
              ? Optional.of(command.numbering().retain(command.sequence(), retainUntilNanos))
              : Optional.empty();
      boolean lost = command.numbering() != numbering;
      command.settle(new Outcome.Unknown<>(why, lost ? Optional.empty() : id));
    }
  }

  /** A former gateway died: everybody who waits for it is answered. */
  void abandon(long retainUntilNanos) {
    Deque<OpenCommand> left = new ArrayDeque<>(commands);
    for (OpenCommand command : left) {
      if (command.certainlyNotDone()) {
        answer(command, new Outcome.Rejected<>(Reason.NO_LEADER, "the gateway was restarted"));
      } else {
        unknown(command, "the gateway was restarted", retainUntilNanos);
      }
    }
    for (OpenQuery query : new ArrayDeque<>(queries)) {
      answer(query, new Outcome.Rejected<>(Reason.NO_LEADER, "the gateway was restarted"));
    }
  }
}
