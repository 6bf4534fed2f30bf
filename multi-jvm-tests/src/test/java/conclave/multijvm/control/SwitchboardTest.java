package conclave.multijvm.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever calls without the token is hung up on, and nothing that was sent is made into objects.
 */
class SwitchboardTest {

  private static final AtomicBoolean READ = new AtomicBoolean();

  private final Switchboard board = Switchboard.open();

  /** Tells when somebody deserialises it. */
  private static final class Trap implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(java.io.ObjectInputStream in)
        throws IOException, ClassNotFoundException {
      READ.set(true);
      in.defaultReadObject();
    }
  }

  @AfterEach
  void close() {
    board.close();
  }

  private Socket call() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), board.credentials().port());
  }

  @Test
  void a_caller_with_another_token_is_hung_up_on() throws IOException {
    try (Socket caller = call()) {
      Wire.write(caller.getOutputStream(), "guess".getBytes(StandardCharsets.UTF_8));
      Wire.write(caller.getOutputStream(), "n1".getBytes(StandardCharsets.UTF_8));
      Wire.write(caller.getOutputStream(), trap());
      assertHungUp(caller);
    }
    assertThat(READ).isFalse();
  }

  @Test
  void a_caller_that_no_line_waits_for_is_hung_up_on() throws IOException {
    try (Socket caller = call()) {
      byte[] token = board.credentials().token().getBytes(StandardCharsets.UTF_8);
      Wire.write(caller.getOutputStream(), token);
      Wire.write(caller.getOutputStream(), "n9".getBytes(StandardCharsets.UTF_8));
      Wire.write(caller.getOutputStream(), trap());
      assertHungUp(caller);
    }
    assertThat(READ).isFalse();
  }

  @Test
  void a_greeting_of_any_length_takes_no_memory() throws IOException {
    try (Socket caller = call()) {
      caller.getOutputStream().write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array());
      assertHungUp(caller);
    }
  }

  @Test
  void every_cluster_draws_a_token_of_its_own() {
    try (Switchboard other = Switchboard.open()) {
      assertThat(other.credentials().token()).hasSize(64).isNotEqualTo(board.credentials().token());
    }
  }

  @Test
  void a_frame_that_is_cut_or_too_long_is_an_error() {
    byte[] cut = ByteBuffer.allocate(8).putInt(5).array();
    assertThatThrownBy(() -> Wire.read(new ByteArrayInputStream(cut), 10))
        .isInstanceOf(IOException.class);
    byte[] tooLong = Wire.framed(new byte[11]);
    assertThatThrownBy(() -> Wire.read(new ByteArrayInputStream(tooLong), 10))
        .isInstanceOf(IOException.class)
        .hasMessage("a frame of 11 bytes, of at most 10");
  }

  private static byte[] trap() throws IOException {
    byte[] bytes = Wire.bytes(new Trap());
    Wire.value(bytes);
    assertThat(READ.getAndSet(false)).as("the trap works").isTrue();
    return bytes;
  }

  private static void assertHungUp(Socket caller) throws IOException {
    caller.setSoTimeout(60_000);
    try {
      assertThat(caller.getInputStream().read()).isEqualTo(-1);
    } catch (java.net.SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }
}
