package conclave.history.model;

import conclave.history.Model;
import conclave.history.model.RegisterCall.Append;
import conclave.history.model.RegisterCall.CompareAndSet;
import conclave.history.model.RegisterCall.Read;
import conclave.history.model.RegisterCall.Write;
import conclave.history.model.RegisterModel.Content;
import conclave.history.model.RegisterResult.Done;
import conclave.history.model.RegisterResult.Mismatch;
import conclave.history.model.RegisterResult.Value;
import java.util.Objects;
import java.util.Optional;

/** Registers of text, a partition each. */
public final class RegisterModel implements Model<Content, RegisterCall, RegisterResult> {

  /**
   * What a register holds.
   *
   * @param value null for nothing
   */
  public record Content(String value) {}

  private final Content start;

  private RegisterModel(String start) {
    this.start = new Content(start);
  }

  /** Registers that hold nothing at first. */
  public static RegisterModel startingEmpty() {
    return new RegisterModel(null);
  }

  /** Registers that hold that text at first. */
  public static RegisterModel startingWith(String value) {
    return new RegisterModel(Objects.requireNonNull(value, "value"));
  }

  @Override
  public Content initial() {
    return start;
  }

  @Override
  public Object partition(RegisterCall call) {
    return call.key();
  }

  @Override
  public boolean readOnly(RegisterCall call) {
    return call instanceof Read;
  }

  @Override
  public Optional<Content> answered(Content now, RegisterCall call, RegisterResult result) {
    if (result instanceof Value seen) {
      boolean right = call instanceof Read && Objects.equals(seen.value(), now.value());
      return right ? Optional.of(now) : Optional.empty();
    }
    if (result instanceof Mismatch) {
      boolean right = call instanceof CompareAndSet && after(now, call).isEmpty();
      return right ? Optional.of(now) : Optional.empty();
    }
    return result instanceof Done ? after(now, call) : Optional.empty();
  }

  @Override
  public Optional<Content> unanswered(Content now, RegisterCall call) {
    return after(now, call).filter(after -> !after.equals(now));
  }

  /** The content after the change; empty when the call does not change anything here. */
  private static Optional<Content> after(Content now, RegisterCall call) {
    if (call instanceof Write write) {
      return Optional.of(new Content(write.value()));
    }
    if (call instanceof Append append) {
      String before = now.value() == null ? "" : now.value();
      return Optional.of(new Content(before + append.suffix()));
    }
    if (call instanceof CompareAndSet set && set.expected().equals(now.value())) {
      return Optional.of(new Content(set.value()));
    }
    return Optional.empty();
  }
}
