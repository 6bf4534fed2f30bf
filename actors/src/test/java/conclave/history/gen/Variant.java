package conclave.history.gen;

import conclave.history.Model;
import java.util.Optional;

/** A right model, to be spoilt in one place. */
class Variant<S, C, R> implements Model<S, C, R> {

  private final Model<S, C, R> right;

  Variant(Model<S, C, R> right) {
    this.right = right;
  }

  @Override
  public S initial() {
    return right.initial();
  }

  @Override
  public Object partition(C call) {
    return right.partition(call);
  }

  @Override
  public Optional<S> answered(S state, C call, R result) {
    return right.answered(state, call, result);
  }

  @Override
  public Optional<S> unanswered(S state, C call) {
    return right.unanswered(state, call);
  }

  @Override
  public boolean readOnly(C call) {
    return right.readOnly(call);
  }

  @Override
  public boolean covers(S state, S other) {
    return right.covers(state, other);
  }
}
