package conclave.history.gen;

import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterCall.Append;
import conclave.history.model.RegisterCall.CompareAndSet;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterResult;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Mismatch;
import conclave.history.model.RegisterResult.Value;
import java.util.List;

/** A register of text; the state "" stands for nothing written. */
public final class RegisterSpec implements Spec<String, RegisterCall, RegisterResult> {

  @Override
  public String initial() {
    return "";
  }

  @Override
  public Object part(RegisterCall call) {
    return call.key();
  }

  @Override
  public List<Step<String, RegisterResult>> steps(String now, RegisterCall call, Numbers numbers) {
    if (call instanceof Read) {
      return List.of(new Step<>(new Value(now.isEmpty() ? null : now), now));
    }
    if (call instanceof Append append) {
      return List.of(new Step<>(new Done(), now + append.suffix()));
    }
    if (call instanceof CompareAndSet set && !set.expected().equals(now)) {
      return List.of(new Step<>(new Mismatch(), now));
    }
    String value = call instanceof CompareAndSet set ? set.value() : ((Write) call).value();
    return List.of(new Step<>(new Done(), value));
  }
}
