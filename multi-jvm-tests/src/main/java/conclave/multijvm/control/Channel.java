package conclave.multijvm.control;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** One end of the control channel: messages in both directions. Sending is thread-safe. */
final class Channel implements Closeable {

  private final Socket socket;
  private final InputStream in;

  Channel(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setTcpNoDelay(true);
  }

  void send(Message message) throws IOException {
    byte[] frame = Wire.bytes(message);
    synchronized (socket) {
      Wire.write(socket.getOutputStream(), frame);
    }
  }

  /** The next one, waited for as long as it takes. */
  Message receive() throws IOException {
    return (Message) Wire.value(frame(Wire.MAX_FRAME));
  }

  /** Bytes that are not trusted yet: nothing is made of them. */
  byte[] frame(int most) throws IOException {
    return Wire.read(in, most);
  }

  void sendFrame(byte[] frame) throws IOException {
    synchronized (socket) {
      Wire.write(socket.getOutputStream(), frame);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
