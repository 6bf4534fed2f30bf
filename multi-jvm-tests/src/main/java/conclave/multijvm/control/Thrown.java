package conclave.multijvm.control;

import java.io.IOException;

/** Throwables on their way to the test, with their stacks. */
final class Thrown {

  private Thrown() {}

  /** A throwable that holds something that cannot be sent travels as its text and its stack. */
  static byte[] bytes(Throwable thrown) throws IOException {
    try {
      return Wire.bytes(thrown);
    } catch (IOException e) {
      return Wire.bytes(copy(thrown));
    }
  }

  private static Throwable copy(Throwable thrown) {
    RemoteThrowable copy = new RemoteThrowable(thrown.toString());
    copy.setStackTrace(thrown.getStackTrace());
    if (thrown.getCause() != null && thrown.getCause() != thrown) {
      copy.initCause(copy(thrown.getCause()));
    }
    return copy;
  }

  static Throwable of(byte[] bytes) {
    try {
      return (Throwable) Wire.value(bytes);
    } catch (IOException e) {
      return new RemoteThrowable("what was thrown cannot be read: " + e.getMessage());
    }
  }

  /** Stands for a throwable of which only the text and the stack could be sent. */
  private static final class RemoteThrowable extends Exception {
    private static final long serialVersionUID = 1;

    RemoteThrowable(String text) {
      super(text);
    }

    @Override
    public String toString() {
      return getMessage();
    }
  }
}
