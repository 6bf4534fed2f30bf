package conclave.multijvm.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.multijvm.Patience;
import conclave.multijvm.links.Wire.Ends;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links between plain sockets. */
class LinksTest {

  private static final Patience SOON = Patience.seconds(30);

  private Wire wire;
  private Links links;

  @BeforeEach
  void open() throws IOException {
    links = Links.seeded(11);
    wire = new Wire(links, "n1", "n2", "n3");
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
  }

  @Test
  void what_is_sent_over_a_whole_link_arrives_and_is_counted() throws IOException {
    try (Ends ends = wire.connect("n1", "n2")) {
      send(ends.sender(), "hello");
      assertThat(receive(ends.receiver(), 5)).isEqualTo("hello");
      send(ends.receiver(), "back");
      assertThat(receive(ends.sender(), 4)).isEqualTo("back");
    }
    await("the end", () -> links.oneWay("n1", "n2").traffic().passed() == 9 ? 1 : 0);
    assertThat(links.oneWay("n1", "n2").traffic()).isEqualTo(new Traffic(1, 0, 0, 9, 0, 0));
    assertThat(links.all().traffic().opened()).isEqualTo(1);
  }

  @Test
  void the_end_of_what_one_side_sends_leaves_the_other_direction_open() throws IOException {
    try (Ends ends = wire.connect("n1", "n2")) {
      send(ends.sender(), "last words");
      ends.sender().shutdownOutput();
      assertThat(ends.receiver().getInputStream().readAllBytes()).hasSize(10);
      send(ends.receiver(), "answer");
      ends.receiver().close();
      assertThat(ends.sender().getInputStream().readAllBytes()).asString().isEqualTo("answer");
    }
  }

  @Test
  void a_cut_resets_that_direction_alone_and_lets_nobody_in() throws IOException {
    try (Ends there = wire.connect("n1", "n2");
        Ends back = wire.connect("n2", "n1");
        Ends other = wire.connect("n3", "n2")) {
      links.oneWay("n1", "n2").cut();
      assertReset(there.sender());
      assertReset(there.receiver());
      dialUntilReset("n1", "n2");
      for (Ends whole : List.of(back, other)) {
        send(whole.sender(), "on");
        assertThat(receive(whole.receiver(), 2)).isEqualTo("on");
      }
    }
    Traffic cut = links.oneWay("n1", "n2").traffic();
    assertThat(cut.reset()).isEqualTo(1);
    assertThat(cut.refused()).isEqualTo(1);
    assertThat(links.all().traffic().since(cut).refused()).as("of the others").isZero();

    links.all().heal();
    try (Ends again = wire.connect("n1", "n2")) {
      send(again.sender(), "again");
      assertThat(receive(again.receiver(), 5)).isEqualTo("again");
    }
  }

  @Test
  void a_hole_keeps_everything_back_and_gives_it_when_it_heals() throws IOException {
    byte[] much = bytes(3 * Pipe.MAX_BYTES);
    try (Ends ends = wire.connect("n1", "n2");
        Ends other = wire.connect("n2", "n1")) {
      links.oneWay("n1", "n2").hole();
      CompletableFuture<Void> sent = sendInBackground(ends.sender(), much);
      await("a full pipe", () -> held("n1", "n2") / Pipe.MAX_BYTES);
      assertThat(held("n1", "n2")).isLessThan(Pipe.MAX_BYTES + (64 << 10));
      send(other.sender(), "the other way");
      assertThat(receive(other.receiver(), 13)).isEqualTo("the other way");
      assertSilent(ends.receiver());

      links.oneWay("n1", "n2").heal();
      assertThat(ends.receiver().getInputStream().readNBytes(much.length)).isEqualTo(much);
      sent.join();
    }
    assertThat(links.all().traffic().lost()).isZero();
  }

  @Test
  void who_dials_into_a_hole_hears_nothing_of_a_dead_receiver_until_it_heals() throws IOException {
    links.into("n2").hole();
    wire.stopListening("n2");
    try (Socket sender = wire.dial("n1", "n2")) {
      send(sender, "is anybody there");
      await("something held", () -> held("n1", "n2") / 16);
      assertSilent(sender);
      links.into("n2").heal();
      assertReset(sender);
    }
  }

  @Test
  void a_sender_that_dies_in_a_hole_is_still_heard_when_it_heals() throws IOException {
    try (Ends ends = wire.connect("n1", "n2")) {
      links.oneWay("n1", "n2").hole();
      send(ends.sender(), "my last words");
      await("them held", () -> held("n1", "n2") / 13);
      ends.sender().close();
      links.oneWay("n1", "n2").heal();
      assertThat(ends.receiver().getInputStream().readAllBytes())
          .asString()
          .isEqualTo("my last words");
    }
  }

  @Test
  void a_cut_takes_what_a_hole_held() throws IOException {
    try (Ends ends = wire.connect("n1", "n2")) {
      links.between("n1", "n2").hole();
      send(ends.sender(), "never heard");
      await("it held", () -> held("n1", "n2") / 11);
      links.between("n1", "n2").cut();
      assertReset(ends.receiver());
      assertThat(links.between("n1", "n2").traffic().lost()).isEqualTo(11);
    }
  }

  @Test
  void under_delay_with_jitter_every_byte_arrives_later_and_in_order() throws IOException {
    byte[] much = bytes(400_000);
    Duration least = Duration.ofMillis(40);
    links.oneWay("n1", "n2").delay(Delay.between(least, Duration.ofMillis(90)));
    try (Ends ends = wire.connect("n1", "n2")) {
      long begun = System.nanoTime();
      CompletableFuture<Void> sent = sendInBackground(ends.sender(), much);
      assertThat(ends.receiver().getInputStream().readNBytes(much.length)).isEqualTo(much);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(least);
      sent.join();
    }
  }

  @Test
  void what_is_delayed_arrives_at_once_when_the_link_heals() throws IOException {
    links.oneWay("n1", "n2").delay(Delay.of(Duration.ofMinutes(1)));
    try (Ends ends = wire.connect("n1", "n2")) {
      send(ends.sender(), "soon");
      await("it held", () -> held("n1", "n2") / 4);
      links.oneWay("n1", "n2").heal();
      assertThat(receive(ends.receiver(), 4)).isEqualTo("soon");
    }
  }

  @Test
  void a_flaky_link_is_cut_again_and_again_until_it_heals() throws IOException {
    links.oneWay("n1", "n2").flaky(new Flaky(Duration.ofMillis(10), Duration.ofMillis(10)));
    SOON.until(
        "connections let in, refused and reset",
        () -> {
          dialUntilReset("n1", "n2");
          Traffic traffic = links.oneWay("n1", "n2").traffic();
          return Optional.of(traffic)
              .filter(t -> t.opened() >= 4 && t.reset() >= 4 && t.refused() >= 1);
        });
    links.oneWay("n1", "n2").heal();
    Traffic healed = links.all().traffic();
    for (int i = 0; i < 4; i++) {
      wire.dial("n1", "n2").close();
    }
    await("four more", () -> links.all().traffic().since(healed).opened() / 4);
    assertThat(links.all().traffic().since(healed).refused()).isZero();
  }

  @Test
  void who_is_no_node_passes_whatever_is_cut() throws IOException {
    links.all().cut();
    try (Socket stranger = new Socket(wire.announced("n2").host(), wire.announced("n2").port());
        Socket arrived = wire.arrival("n2")) {
      send(stranger, "passing");
      assertThat(receive(arrived, 7)).isEqualTo("passing");
    }
  }

  @Test
  void groups_of_links_are_those_that_their_names_say() {
    assertThat(links.around("n1")).hasToString("n1 > n2, n2 > n1, n1 > n3, n3 > n1");
    assertThat(links.bridgedBy("n2")).hasToString("n1 > n3, n3 > n1");
    assertThat(links.outOf("n2").and(links.into("n2")))
        .hasToString("n2 > n1, n2 > n3, n1 > n2, n3 > n2");
    assertThatThrownBy(() -> links.oneWay("n1", "n9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no n9, but [n1, n2, n3]");
  }

  @Test
  void after_the_close_every_order_says_so() throws IOException {
    LinkSet all = links.all();
    links.close();
    assertThatThrownBy(all::cut)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the links are closed");
    assertThatThrownBy(Links.seeded(1).all()::cut)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(".wired(links)");
  }

  /** The reset may come before this side knows that it is connected. */
  private void dialUntilReset(String from, String to) {
    assertThatThrownBy(
            () -> {
              try (Socket sender = wire.dial(from, to)) {
                sender.getInputStream().read();
              }
            })
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  private long held(String from, String to) {
    return links.oneWay(from, to).traffic().held();
  }

  /** Something, from 1 on. */
  private static void await(String what, LongSupplier count) {
    SOON.until(what, () -> Optional.of(count.getAsLong()).filter(n -> n >= 1));
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes());
  }

  private static CompletableFuture<Void> sendInBackground(Socket socket, byte[] content) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(content);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length));
  }

  private static void assertReset(Socket socket) {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  private static void assertSilent(Socket socket) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(20);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(before);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(5).nextBytes(bytes);
    return bytes;
  }
}
