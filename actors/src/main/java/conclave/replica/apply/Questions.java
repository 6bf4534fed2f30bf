package conclave.replica.apply;

import conclave.machine.MachineFailedException;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.serialization.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Questions that wait until the machines are fresh enough for them. */
final class Questions {
  private final Consumer<String> complaints;
  private final TreeMap<Long, List<Queries>> waiting = new TreeMap<>();

  /**
   * @param complaints takes a sentence about a machine that threw
   */
  Questions(Consumer<String> complaints) {
    this.complaints = complaints;
  }

  /** For when {@code index} is applied. */
  void add(long index, Queries queries) {
    waiting.computeIfAbsent(index, first -> new ArrayList<>()).add(queries);
  }

  /** Answers those for which the machines are fresh enough. */
  void answer(Machines machines) {
    while (!waiting.isEmpty() && waiting.firstKey() <= machines.lastApplied()) {
      waiting.pollFirstEntry().getValue().forEach(queries -> answer(queries, machines));
    }
  }

  private void answer(Queries queries, Machines machines) {
    List<Optional<Result>> answers = new ArrayList<>(queries.questions().size());
    for (Wire.Question question : queries.questions()) {
      answers.add(ask(question, machines));
    }
    queries.replyTo().tell(new Queries.Answers(queries.id(), answers));
  }

  private Optional<Result> ask(Wire.Question question, Machines machines) {
    try {
      return Optional.of(machines.query(question.machine(), question.query()));
    } catch (MachineFailedException e) {
      complaints.accept(e.getMessage());
      return Optional.empty();
    }
  }

  /** Nobody will answer them. */
  void fail() {
    waiting.values().stream()
        .flatMap(List::stream)
        .forEach(asked -> asked.replyTo().tell(new Queries.Failed(asked.id())));
    waiting.clear();
  }
}
