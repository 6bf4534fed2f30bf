package conclave.history.recorded;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterCall.CompareAndSet;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterResult;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Mismatch;
import conclave.history.model.RegisterResult.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jepsen's log of one etcd register that starts empty: {@code process :invoke|:ok|:fail|:info
 * :read|:write|:cas value}. A line of another form is refused with its number.
 */
public final class EtcdLog {

  private static final String KEY = "register";
  private static final Pattern LINE =
      Pattern.compile("INFO\\s+jepsen\\.util\\s+-\\s+(\\d+)\\s+:(\\w+)\\s+:(\\w+)\\s+(.+?)\\s*");
  private static final Pattern PAIR = Pattern.compile("\\[(\\d+) (\\d+)]");

  private final History<RegisterCall, RegisterResult> history = new History<>();
  private final Map<String, Integer> waiting = new HashMap<>();

  private EtcdLog() {}

  /** Reads the lines of a log. */
  public static History<RegisterCall, RegisterResult> read(List<String> lines) {
    EtcdLog log = new EtcdLog();
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (!line.matches()) {
        throw new IllegalArgumentException("line " + (i + 1) + ": not an event: " + lines.get(i));
      }
      log.event(line);
    }
    return log.history;
  }

  private void event(Matcher line) {
    String process = line.group(1);
    String verb = line.group(3);
    String value = line.group(4);
    if (line.group(2).equals("invoke")) {
      waiting.put(process, history.invoke(process, call(verb, value)));
      return;
    }
    Integer operation = waiting.remove(process);
    if (operation == null) {
      throw new IllegalArgumentException("nobody asked for: " + line.group());
    }
    history.complete(operation, outcome(line.group(2), verb, value));
  }

  private static RegisterCall call(String verb, String value) {
    return switch (verb) {
      case "read" -> new Read(KEY);
      case "write" -> new Write(KEY, value);
      case "cas" -> {
        Matcher pair = PAIR.matcher(value);
        if (!pair.matches()) {
          throw new IllegalArgumentException("a cas needs [from to], not " + value);
        }
        yield new CompareAndSet(KEY, pair.group(1), pair.group(2));
      }
      default -> throw new IllegalArgumentException("no such operation: " + verb);
    };
  }

  private static Outcome<RegisterResult> outcome(String end, String verb, String value) {
    return switch (end) {
      case "ok" -> Outcome.answered(verb.equals("read") ? new Value(seen(value)) : new Done());
      // A cas that fails has seen another value; a read that fails has seen nothing.
      case "fail" -> verb.equals("cas") ? Outcome.answered(new Mismatch()) : Outcome.notDone();
      case "info" -> Outcome.unknown();
      default -> throw new IllegalArgumentException("no such end: " + end);
    };
  }

  private static String seen(String value) {
    return value.equals("nil") ? null : value;
  }
}
