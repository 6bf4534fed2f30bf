package conclave.history;

import conclave.history.Outcome.Answered;
import conclave.history.Outcome.NotDone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Histories as text, to be kept and checked again. An event a line, in order; {@code #} starts a
 * comment line. The first line names version and kind of object:
 *
 * <pre>
 *   conclave-history 1 map
 *   # time process event ...
 *   100 c1 invoke put colours sky blue
 *   130 c1 answered version 7
 *   140 c2 invoke delete colours sky
 *   150 c1 invoke get colours sky
 *   160 c1 not-done
 *   170 c2 unknown
 * </pre>
 *
 * A process whose answer is missing counts as unknown. A malformed line is an {@link
 * IllegalArgumentException} that shows it.
 *
 * @param <C> calls
 * @param <R> results
 */
public final class HistoryText<C, R> {

  private static final String MAGIC = "conclave-history";
  private static final long VERSION = 1;

  private final Notation<C, R> notation;

  /** Text in the words of that notation. */
  public HistoryText(Notation<C, R> notation) {
    this.notation = notation;
  }

  /** Writes a history; each line ends with a line feed. */
  public String write(List<Operation<C, R>> operations) {
    record Line(Moment at, String text) {}
    List<Line> lines = new ArrayList<>();
    for (Operation<C, R> operation : operations) {
      lines.add(new Line(operation.invoked(), invocation(operation)));
      if (operation.reply().at() != Moment.NEVER) {
        lines.add(new Line(operation.reply().at(), ending(operation)));
      }
    }
    lines.sort((a, b) -> a.at().compareTo(b.at()));
    StringBuilder text = new StringBuilder();
    text.append(MAGIC + " " + VERSION + " " + notation.name() + "\n");
    lines.forEach(line -> text.append(line.text()).append('\n'));
    return text.toString();
  }

  /** Reads a history. */
  public History<C, R> read(String text) {
    History<C, R> history = new History<>();
    Map<String, Integer> waiting = new HashMap<>();
    boolean headed = false;
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Words words = new Words(line, ++number);
      if (!words.more() || line.startsWith("#")) {
        continue;
      }
      if (!headed) {
        readHead(words);
        headed = true;
      } else {
        readEvent(words, history, waiting);
      }
      words.end();
    }
    if (!headed) {
      throw new IllegalArgumentException("no history: the first line '" + MAGIC + "' is missing");
    }
    return history;
  }

  private void readHead(Words words) {
    if (!words.next().equals(MAGIC) || words.number() != VERSION) {
      throw words.malformed("a history starts with '" + MAGIC + " " + VERSION + "'");
    }
    String kind = words.next();
    if (!kind.equals(notation.name())) {
      throw words.malformed("a history of a " + kind + ", not of a " + notation.name());
    }
  }

  private void readEvent(Words words, History<C, R> history, Map<String, Integer> waiting) {
    long time = words.number();
    String process = words.next();
    String event = words.next();
    if (event.equals("invoke")) {
      if (waiting.containsKey(process)) {
        throw words.malformed(process + " still waits for an answer");
      }
      waiting.put(process, history.invoke(process, notation.readCall(words), time));
      return;
    }
    Integer operation = waiting.remove(process);
    if (operation == null) {
      throw words.malformed(process + " waits for no answer");
    }
    history.complete(operation, outcome(event, words), time);
  }

  private Outcome<R> outcome(String event, Words words) {
    return switch (event) {
      case "answered" -> Outcome.answered(notation.readResult(words));
      case "not-done" -> Outcome.notDone();
      case "unknown" -> Outcome.unknown();
      default -> throw words.malformed("no such event: " + event);
    };
  }

  private String invocation(Operation<C, R> operation) {
    List<String> words = start(operation.invoked(), operation, "invoke");
    words.addAll(notation.writeCall(operation.call()));
    return Words.join(words);
  }

  private String ending(Operation<C, R> operation) {
    Outcome<R> outcome = operation.reply().outcome();
    if (outcome instanceof Answered<R> answer) {
      List<String> words = start(operation.reply().at(), operation, "answered");
      words.addAll(notation.writeResult(answer.result()));
      return Words.join(words);
    }
    String event = outcome instanceof NotDone ? "not-done" : "unknown";
    return Words.join(start(operation.reply().at(), operation, event));
  }

  private List<String> start(Moment at, Operation<C, R> operation, String event) {
    return new ArrayList<>(List.of(Long.toString(at.time()), operation.process(), event));
  }
}
