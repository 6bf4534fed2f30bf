package conclave.multijvm.history;

import conclave.InternalApi;
import conclave.history.Verdict;
import conclave.history.model.RegisterCall;
import conclave.history.model.RegisterModel;
import conclave.history.model.RegisterResult;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What clients wrote to and read from things that hold a text under a key: a cache, a session, the
 * state of an entity. Each key must look as if there were one copy of it. Thread-safe; a client
 * does one operation at a time.
 */
public final class Registers {

  private final Recorder<RegisterCall, RegisterResult> recorder = new Recorder<>();

  /** Writes something; it may return nothing, or throw. */
  @FunctionalInterface
  public interface Write {

    /** Returns when it is written; throws {@link NotDone} when it certainly is not and will not. */
    void run() throws Exception;
  }

  /**
   * Writes.
   *
   * @param client who writes
   * @return whether it was acknowledged
   */
  public boolean write(String client, String key, String value, Write operation) {
    return recorder
        .record(
            client,
            new RegisterCall.Write(key, value),
            () -> {
              operation.run();
              return new RegisterResult.Done();
            })
        .isPresent();
  }

  /**
   * Reads.
   *
   * @param client who reads
   * @param operation returns the text, or null where nothing was ever written
   * @return what was read; empty when that is nothing, or there was no answer
   */
  public Optional<String> read(String client, String key, Callable<String> operation) {
    return recorder
        .record(
            client, new RegisterCall.Read(key), () -> new RegisterResult.Value(operation.call()))
        .map(result -> ((RegisterResult.Value) result).value());
  }

  /**
   * Writes over an expected text only.
   *
   * @param change who wants to write what
   * @param operation returns whether it was written
   * @return that; empty when there was no answer
   */
  public Optional<Boolean> compareAndSet(Change change, Callable<Boolean> operation) {
    return recorder
        .record(
            change.client(),
            new RegisterCall.CompareAndSet(change.key(), change.expected(), change.value()),
            () -> operation.call() ? new RegisterResult.Done() : new RegisterResult.Mismatch())
        .map(RegisterResult.Done.class::isInstance);
  }

  /**
   * A conditional write.
   *
   * @param client who writes
   * @param key of the register
   * @param expected what it must hold
   * @param value what it is to hold
   */
  public record Change(String client, String key, String expected, String value) {}

  /** How many operations were answered. */
  public int answered() {
    return recorder.answered();
  }

  /** How many were certainly not done. */
  public int notDone() {
    return recorder.notDone();
  }

  /** Of how many nobody knows whether they were done. */
  public int unknown() {
    return recorder.unknown();
  }

  /** Whether one copy of each register, empty at first, could have given all these answers. */
  @InternalApi
  public Verdict verdict() {
    return recorder.verdict(RegisterModel.startingEmpty());
  }

  /**
   * Fails unless one copy of each register could have given all these answers, of which there must
   * be one at least.
   *
   * @throws AssertionError with the answer that nothing explains, and the best attempt to do so
   */
  public void requireLinearizable() {
    recorder.requireLinearizable(RegisterModel.startingEmpty());
  }
}
