package conclave.replica.gateway;

import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
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

/**
 * Commands in batches to the leader. Every sending of a batch has an id of its own, so that each
 * answer is known to belong to one sending; a late answer to a former sending is still good.
 */
final class CommandLane {

  /** One sending of some commands; of none for the opening of the session. */
  private static final class Flight {
    private final List<OpenCommand> commands;
    private final Numbering numbering;
    private NodeId to;
    private boolean answered;
    private boolean refused;
    private boolean superseded;
    private long sendAgainNanos;

    Flight(List<OpenCommand> commands, Numbering numbering) {
      this.commands = commands;
      this.numbering = numbering;
    }

    boolean opensSession() {
      return commands.isEmpty();
    }

    /** What is neither settled nor on its way under another session. */
    List<OpenCommand> left() {
      return commands.stream()
          .filter(command -> !command.settled() && command.numbering() == numbering)
          .toList();
    }

    boolean isOver() {
      return opensSession() ? numbering.isOpened() : left().isEmpty();
    }
  }

  /** Former sendings that are remembered for late answers. */
  private static final int MAX_FLIGHTS = 64;

  /** So often a command is refused for want of space before its caller is told. */
  private static final int PATIENCE_WITH_SPACE = 8;

  private final GatewaySettings settings;
  private final GatewaySession session;
  private final Courier<byte[]> courier;
  private final Deque<OpenCommand> queued = new ArrayDeque<>();
  private final Map<Long, Flight> flights = new LinkedHashMap<>();
  private int flying;

  CommandLane(GatewaySettings settings, GatewaySession session, Courier<byte[]> courier) {
    this.settings = settings;
    this.session = session;
    this.courier = courier;
  }

  void add(OpenCommand command, long now) {
    queued.add(command);
    pump(now);
  }

  /** Sends as much as may be under way. */
  void pump(long now) {
    while (!queued.isEmpty() && flying < settings.batchesInFlight()) {
      if (!session.numbering().isOpened()) {
        if (flying == 0) {
          send(new Flight(List.of(), session.numbering()), now);
        }
        return;
      }
      List<OpenCommand> batch = nextBatch();
      if (batch.isEmpty()) {
        return;
      }
      send(new Flight(batch, batch.get(0).numbering()), now);
    }
  }

  private List<OpenCommand> nextBatch() {
    List<OpenCommand> batch = new ArrayList<>();
    long bytes = 0;
    while (!queued.isEmpty() && batch.size() < settings.batchCount()) {
      OpenCommand next = queued.peek();
      boolean fits = batch.isEmpty() || bytes + next.bytes() <= settings.batchBytes();
      if (next.settled()) {
        queued.remove();
      } else if (fits && numbered(next)) {
        bytes += next.bytes();
        batch.add(queued.remove());
      } else {
        return batch;
      }
    }
    return batch;
  }

  private boolean numbered(OpenCommand command) {
    if (!command.isNumbered() && session.numbering().hasRoom()) {
      session.numbering().number(command);
    }
    return command.isNumbered();
  }

  private void send(Flight flight, long now) {
    if (flights.size() >= MAX_FLIGHTS) {
      flights.values().removeIf(former -> former.superseded);
    }
    long batch = session.nextBatch();
    flights.put(batch, flight);
    flying++;
    flight.sendAgainNanos = now + settings.retryNanos();
    flight.to = courier.send(batch, encoded(flight));
  }

  private List<byte[]> encoded(Flight flight) {
    if (flight.opensSession()) {
      return List.of(new Command.OpenSession(flight.numbering.nonce()).encode());
    }
    List<byte[]> encoded = new ArrayList<>(flight.commands.size());
    for (OpenCommand command : flight.commands) {
      command.sent();
      encoded.add(command.encoded());
    }
    return encoded;
  }

  /** Sends once more what of this flight is not settled; late answers to the former are good. */
  private void sendAgain(Flight flight, long now) {
    supersede(flight);
    if (!flight.isOver()) {
      send(new Flight(flight.left(), flight.numbering), now);
    }
  }

  private void supersede(Flight flight) {
    if (!flight.superseded) {
      flight.superseded = true;
      flying--;
    }
  }

  void results(Wire.Results results, long now) {
    Flight flight = flights.get(results.batch());
    if (flight == null) {
      return;
    }
    answered(flight);
    for (int i = 0; i < results.results().size(); i++) {
      Result result = decoded(results.results().get(i));
      if (flight.opensSession()) {
        opened(flight.numbering, result);
      } else {
        settle(flight, flight.commands.get(results.first() + i), result);
      }
    }
    if (flight.isOver()) {
      supersede(flight);
      flights.remove(results.batch());
    }
    pump(now);
  }

  /** A refusal of what is answered was a second copy's: the first is in the log, come what may. */
  private static void answered(Flight flight) {
    flight.answered = true;
    if (flight.refused) {
      flight.left().forEach(OpenCommand::inALogDespiteRefusal);
    }
  }

  static Result decoded(byte[] bytes) {
    try {
      return Result.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalStateException("a replica answered what is no result: " + e.getMessage(), e);
    }
  }

  private void opened(Numbering numbering, Result result) {
    if (result instanceof Result.SessionOpened opened && !numbering.isOpened()) {
      numbering.opened(opened.session());
    }
  }

  /** What a former session refused may be done under the present one; what it did is done. */
  private void settle(Flight flight, OpenCommand command, Result result) {
    if (command.settled()) {
      return;
    }
    if (result instanceof Result.Ok ok) {
      session.answer(command, new Outcome.Done<>(ok.reply()));
    } else if (flight.numbering != command.numbering()) {
      return;
    } else if (result == Result.Refusal.EXPIRED) {
      expired(command);
    } else if (result == Result.Refusal.FORGOTTEN) {
      session.answer(command, new Outcome.Unknown<>("its result is forgotten", Optional.empty()));
    } else if (result != Result.Refusal.WINDOW_FULL) {
      session.answer(command, refusal(result));
    }
  }

  private static Outcome<byte[]> refusal(Result result) {
    if (result == Result.Refusal.KEY_USED) {
      return new Outcome.Rejected<>(Reason.KEY_USED, "the key was used for another request");
    }
    return result == Result.Refusal.KEYS_FULL
        ? new Outcome.Rejected<>(Reason.OVERLOADED, "no more idempotency keys can be remembered")
        : new Outcome.Rejected<>(Reason.INVALID, "refused: " + result);
  }

  /**
   * The cluster has forgotten the session. What was sent only once was certainly not done, and what
   * has a key is not done twice.
   */
  private void expired(OpenCommand command) {
    if (command.numbering() == session.numbering()) {
      session.renew();
    }
    if (command.mayBeginAnew()) {
      command.forgetNumber();
      queued.addFirst(command);
    } else {
      session.answer(command, new Outcome.Unknown<>("its session is forgotten", Optional.empty()));
    }
  }

  /** The batch is in nobody's log by this sending, unless there was an answer; counts once. */
  void refused(Wire.Refused refused, boolean betterAddress, long now) {
    Flight flight = flights.get(refused.batch());
    if (flight == null || flight.refused || flight.answered) {
      return;
    }
    flight.refused = true;
    flight.left().forEach(OpenCommand::refused);
    if (flight.superseded) {
      return;
    }
    flight.left().stream()
        .filter(command -> isFinal(refused.reason(), command))
        .forEach(command -> session.answer(command, rejected(refused.reason())));
    if (betterAddress) {
      sendAgain(flight, now);
    } else {
      if (refused.reason() == Wire.Reason.NOT_LEADER) {
        courier.helpless(flight.to, now);
      }
      flight.sendAgainNanos = now + settings.pauseNanos();
    }
    pump(now);
  }

  /** A journal without space may only be waiting for its next segment; overload is told at once. */
  private static boolean isFinal(Wire.Reason reason, OpenCommand command) {
    return command.certainlyNotDone()
        && (reason == Wire.Reason.OVERLOADED
            || reason == Wire.Reason.NO_SPACE && command.timesRefused() >= PATIENCE_WITH_SPACE);
  }

  private static Outcome<byte[]> rejected(Wire.Reason reason) {
    return reason == Wire.Reason.NO_SPACE
        ? new Outcome.Rejected<>(Reason.NO_SPACE, "the leader's disk is full")
        : new Outcome.Rejected<>(Reason.OVERLOADED, "too much is under way in the group");
  }

  /** Another node leads: everything that is under way goes there. */
  void newLeader(long now) {
    current().forEach(flight -> sendAgain(flight, now));
    pump(now);
  }

  private List<Flight> current() {
    return flights.values().stream().filter(flight -> !flight.superseded).toList();
  }

  void tick(long now) {
    for (Flight flight : current()) {
      if (flight.isOver()) {
        supersede(flight);
      } else if (now - flight.sendAgainNanos >= 0) {
        if (!flight.refused) {
          courier.silent(flight.to, now);
        }
        sendAgain(flight, now);
      }
    }
    queued.removeIf(OpenCommand::settled);
    session.numbering().expire(now);
    pump(now);
  }
}
