package conclave.history.model;

import conclave.history.Notation;
import conclave.history.Words;
import conclave.history.model.RegisterCall.Append;
import conclave.history.model.RegisterCall.CompareAndSet;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Mismatch;
import conclave.history.model.RegisterResult.Value;
import java.util.List;

/**
 * {@code read k}, {@code write k v}, {@code cas k expected v}, {@code append k v}; {@code value v},
 * {@code nothing}, {@code done}, {@code mismatch}.
 */
public final class RegisterNotation implements Notation<RegisterCall, RegisterResult> {

  @Override
  public String name() {
    return "register";
  }

  @Override
  public List<String> writeCall(RegisterCall call) {
    if (call instanceof Write write) {
      return List.of("write", write.key(), write.value());
    }
    if (call instanceof Append append) {
      return List.of("append", append.key(), append.suffix());
    }
    if (call instanceof CompareAndSet set) {
      return List.of("cas", set.key(), set.expected(), set.value());
    }
    return List.of("read", call.key());
  }

  @Override
  public RegisterCall readCall(Words words) {
    String verb = words.next();
    return switch (verb) {
      case "read" -> new Read(words.next());
      case "write" -> new Write(words.next(), words.next());
      case "append" -> new Append(words.next(), words.next());
      case "cas" -> new CompareAndSet(words.next(), words.next(), words.next());
      default -> throw words.malformed("a register cannot be asked to " + verb);
    };
  }

  @Override
  public List<String> writeResult(RegisterResult result) {
    if (result instanceof Value seen) {
      return seen.value() == null ? List.of("nothing") : List.of("value", seen.value());
    }
    return List.of(result instanceof Done ? "done" : "mismatch");
  }

  @Override
  public RegisterResult readResult(Words words) {
    String word = words.next();
    return switch (word) {
      case "value" -> new Value(words.next());
      case "nothing" -> new Value(null);
      case "done" -> new Done();
      case "mismatch" -> new Mismatch();
      default -> throw words.malformed("a register does not answer " + word);
    };
  }
}
