package conclave.protocol;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The version that this process knows to be in use. It may know of a raise late, which costs
 * nothing but that the former form is used for longer; it never goes down. Thread-safe.
 */
public final class ActiveProtocol implements Supplier<ProtocolVersion> {

  private final AtomicReference<ProtocolVersion> active;

  /**
   * @param first known from the start; what every build speaks is always safe
   */
  public ActiveProtocol(ProtocolVersion first) {
    active = new AtomicReference<>(first);
  }

  /** The one in use. */
  public ProtocolVersion now() {
    return active.get();
  }

  @Override
  public ProtocolVersion get() {
    return now();
  }

  /** The log says that this one is in use; whether that is news. */
  public boolean raise(ProtocolVersion to) {
    ProtocolVersion former = active.getAndUpdate(known -> known.compareTo(to) >= 0 ? known : to);
    return former.compareTo(to) < 0;
  }
}
