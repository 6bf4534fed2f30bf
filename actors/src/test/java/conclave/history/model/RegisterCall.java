package conclave.history.model;

/** What a register of text can be asked. */
public sealed interface RegisterCall {

  /** Which register. */
  String key();

  record Read(String key) implements RegisterCall {}

  record Write(String key, String value) implements RegisterCall {}

  /** Writes only over {@code expected}. */
  record CompareAndSet(String key, String expected, String value) implements RegisterCall {}

  /** Adds to the end of what is there. */
  record Append(String key, String suffix) implements RegisterCall {}
}
