package conclave.replica.apply;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.machine.Command;
import conclave.machine.FrozenMachines;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.machine.freeze.Frozen;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.kit.Post;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static final NodeId SELF = new NodeId("n1", 1);

  /** Joins what it is told, and announces each word. */
  private static final class Words implements StateMachine {
    private String text = "";
    private Consumer<byte[]> listener;

    @Override
    public byte[] apply(long index, byte[] command) {
      text += new String(command);
      listener.accept(command);
      return new byte[0];
    }

    @Override
    public byte[] query(byte[] query) {
      if (query.length == 0) {
        throw new IllegalStateException("an empty question");
      }
      return text.getBytes();
    }

    @Override
    public void announceTo(Consumer<byte[]> listener) {
      this.listener = listener;
    }

    @Override
    public void save(DataOutput out) throws IOException {
      out.writeUTF(text);
    }

    @Override
    public void load(DataInput in) throws IOException {
      text = in.readUTF();
    }
  }

  private final TestInbox<JournalWriter.Command> journal = TestInbox.create("journal");
  private final TestInbox<News> replica = TestInbox.create("replica");
  private final TestInbox<Feed> follower = TestInbox.create("follower");
  private final List<String> heard = new ArrayList<>();
  private long index;

  private final BehaviorTestKit<Object> applier =
      BehaviorTestKit.create(
          Applier.create(
                  new Applier.Setup(
                      "g",
                      FeedTest::machines,
                      new Post(TestInbox.<Post.Letter>create("mail").getRef()),
                      journal.getRef(),
                      replica.getRef(),
                      6))
              .unsafeCast());

  private static Machines machines() {
    return new Machines(
        SessionLimits.STANDARD, Map.of("words", new Words(), "others", new Words()));
  }

  private static Follow follow(String machine, String query, TestInbox<Feed> follower) {
    return new Follow(machine, query.getBytes(), follower.getRef());
  }

  private Entry next(String machine, String word) {
    index++;
    return entry(
        index == 1
            ? new Command.OpenSession(5)
            : new Command.Execute(1, index - 1, index - 1, machine, word.getBytes()));
  }

  private Entry entry(Command command) {
    return new Entry(new EntryId(1, index), Entry.Kind.COMMAND, command.encode());
  }

  private void apply(String machine, String... words) {
    List<Entry> entries = new ArrayList<>();
    if (index == 0) {
      entries.add(next(machine, ""));
    }
    for (String word : words) {
      entries.add(next(machine, word));
    }
    applier.run(new Applier.Apply(entries));
  }

  private List<String> heard() {
    heard.clear();
    for (Feed feed : follower.getAllReceived()) {
      if (feed instanceof Feed.Opened opened) {
        heard.add("at " + opened.index() + ": " + new String(opened.view()));
      } else if (feed instanceof Feed.Changed changed) {
        changed.events().forEach(event -> heard.add("+" + new String(event)));
      } else {
        heard.add("leader of " + ((Feed.Leader) feed).term());
      }
    }
    return heard;
  }

  @Test
  void aFollowerHearsAViewAndThenEveryEventAfterItOnce() {
    apply("words", "a", "b");
    applier.run(follow("words", "?", follower));
    apply("words", "c", "d");
    apply("others", "x");
    apply("words", "e");
    assertThat(heard()).containsExactly("at 3: ab", "leader of 0", "+c", "+d", "+e");
  }

  @Test
  void whoFollowsAgainBeginsAnew() {
    applier.run(follow("words", "?", follower));
    apply("words", "a");
    applier.run(follow("words", "?", follower));
    apply("words", "b");
    assertThat(heard())
        .containsExactly("at 0: ", "leader of 0", "+a", "at 2: a", "leader of 0", "+b");
  }

  @Test
  void aFollowerHearsWhoLeads() {
    applier.run(new Applier.TellLeader(new Feed.Leader(4, Optional.of(SELF))));
    applier.run(follow("words", "?", follower));
    applier.run(new Applier.TellLeader(new Feed.Leader(5, Optional.empty())));
    assertThat(heard()).containsExactly("at 0: ", "leader of 4", "leader of 5");
  }

  @Test
  void aSnapshotThatIsInstalledBeginsTheFeedAnewAndNothingIsToldMeanwhile() throws IOException {
    apply("words", "a", "b");
    applier.run(follow("words", "?", follower));
    assertThat(heard()).hasSize(2);
    SnapshotId snapshot = new SnapshotId(new EntryId(1, 3), Configuration.of(SELF));
    applier.run(new Applier.TakeSnapshot(snapshot));
    SnapshotWork.Save save = (SnapshotWork.Save) journal.receiveMessage();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrozenMachines.Writing writing = save.state().writeTo(bytes);
    while (writing.next(Frozen.PART_BYTES)) {
      assertThat(bytes.size()).isLessThan(Frozen.PART_BYTES);
    }
    applier.run(new SnapshotNotice.Saved(snapshot, Optional.empty()));

    applier.run(new Applier.Restore(snapshot));
    SnapshotWork.Load load = (SnapshotWork.Load) journal.receiveMessage();
    TestInbox<Feed> late = TestInbox.create("late");
    applier.run(follow("words", "?", late));
    apply("words", "c");
    assertThat(heard()).isEmpty();
    assertThat(late.hasMessages()).isFalse();
    load.blank().load(new ByteArrayInputStream(bytes.toByteArray()));
    applier.run(new SnapshotNotice.Loaded(load.last(), Optional.empty(), false));
    assertThat(heard()).containsExactly("at 4: abc", "leader of 0");
    assertThat(late.hasMessages()).isTrue();
  }

  @Test
  void whoeverFollowsNothingOrAsksWhatFailsHearsNothingAndHarmsNobody() {
    applier.run(follow("words", "?", follower));
    TestInbox<Feed> lost = TestInbox.create("lost");
    applier.run(follow("unheard-of", "?", lost));
    applier.run(follow("words", "", lost));
    apply("words", "a");
    assertThat(heard()).containsExactly("at 0: ", "leader of 0", "+a");
    assertThat(lost.hasMessages()).isFalse();
  }

  @Test
  void noMoreThanSixtyFourFollow() {
    List<TestInbox<Feed>> followers = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      TestInbox<Feed> another = TestInbox.create("follower-" + i);
      followers.add(another);
      applier.run(follow("words", "?", another));
    }
    assertThat(followers).filteredOn(TestInbox::hasMessages).hasSize(64);
  }
}
