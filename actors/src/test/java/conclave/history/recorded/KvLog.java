package conclave.history.recorded;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterCall.Append;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterResult;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log of a store of text whose keys start with the empty text, an EDN map a line: {@code
 * {:process 9, :type :invoke, :f :append, :key "0", :value "x"}}. A line of another form is refused
 * with its number.
 */
public final class KvLog {

  private static final Pattern LINE =
      Pattern.compile(
          "\\{:process (\\d+), :type :(\\w+), :f :(\\w+), :key \"(.*?)\","
              + " :value (?:\"(.*)\"|nil)}\\s*");

  private final History<RegisterCall, RegisterResult> history = new History<>();
  private final Map<String, Integer> waiting = new HashMap<>();

  private KvLog() {}

  /** Reads the lines of a log. */
  public static History<RegisterCall, RegisterResult> read(List<String> lines) {
    KvLog log = new KvLog();
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
    if (line.group(2).equals("invoke")) {
      waiting.put(process, history.invoke(process, call(line)));
      return;
    }
    Integer operation = waiting.remove(process);
    if (operation == null || !line.group(2).equals("ok")) {
      throw new IllegalArgumentException("not the answer to anything: " + line.group());
    }
    boolean isRead = line.group(3).equals("get");
    history.complete(operation, Outcome.answered(isRead ? new Value(line.group(5)) : new Done()));
  }

  private static RegisterCall call(Matcher line) {
    return switch (line.group(3)) {
      case "get" -> new Read(line.group(4));
      case "put" -> new Write(line.group(4), line.group(5));
      case "append" -> new Append(line.group(4), line.group(5));
      default -> throw new IllegalArgumentException("no such operation: " + line.group(3));
    };
  }
}
