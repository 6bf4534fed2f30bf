package conclave.replica.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.Effect;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.machine.Command;
import conclave.machine.FrozenMachines;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.kit.Post;
import conclave.serialization.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ApplierTest {

  private static final NodeId ORIGIN = new NodeId("n2", 2);
  private static final long INCARNATION = 6;
  private static final long SESSION = 1;

  /** Counts; fails at "bad", be it a command or a question. */
  private static final class Counter implements StateMachine {
    private long count;

    @Override
    public byte[] apply(long index, byte[] command) {
      refuseBad(command);
      return Long.toString(++count).getBytes();
    }

    @Override
    public byte[] query(byte[] query) {
      refuseBad(query);
      return Long.toString(count).getBytes();
    }

    private static void refuseBad(byte[] text) {
      if (new String(text).equals("bad")) {
        throw new IllegalStateException("told to fail");
      }
    }

    @Override
    public void save(DataOutput out) throws IOException {
      out.writeLong(count);
    }

    @Override
    public void load(DataInput in) throws IOException {
      count = in.readLong();
    }
  }

  private final TestInbox<Post.Letter> mail = TestInbox.create("mail");
  private final TestInbox<JournalWriter.Command> journal = TestInbox.create("journal");
  private final TestInbox<News> replica = TestInbox.create("replica");
  private final TestInbox<Queries.Reply> asker = TestInbox.create("asker");
  private final List<Machines> built = new ArrayList<>();

  private final BehaviorTestKit<Object> applier =
      BehaviorTestKit.create(
          Applier.create(
                  new Applier.Setup(
                      "g",
                      this::machines,
                      new Post(mail.getRef()),
                      journal.getRef(),
                      replica.getRef(),
                      INCARNATION))
              .unsafeCast());

  private Machines machines() {
    Machines machines = new Machines(SessionLimits.STANDARD, Map.of("counter", new Counter()));
    built.add(machines);
    return machines;
  }

  private static Entry entry(long index, Command command) {
    return new Entry(new EntryId(1, index), Entry.Kind.COMMAND, command.encode());
  }

  private static Entry execute(long index, String command) {
    return entry(
        index, new Command.Execute(SESSION, index - 1, index - 1, "counter", command.getBytes()));
  }

  /** Entry 1 opens the session; those after it count. */
  private static Entry counting(long index) {
    return index == 1 ? entry(1, new Command.OpenSession(5)) : execute(index, "one");
  }

  private void apply(long from, long to) {
    applier.run(
        new Applier.Apply(
            LongStream.rangeClosed(from, to).mapToObj(ApplierTest::counting).toList()));
  }

  private static SnapshotId snapshot(long index) {
    return new SnapshotId(new EntryId(1, index), Configuration.of(ORIGIN));
  }

  private void ask(long index, long id, String question) {
    Wire.Question asked = new Wire.Question("counter", question.getBytes());
    applier.run(
        new Applier.AnswerAt(index, new Queries(id, true, List.of(asked), asker.getRef()::tell)));
  }

  private void answered(long id, String count) {
    Queries.Answers answers = (Queries.Answers) asker.receiveMessage();
    assertThat(answers.id()).isEqualTo(id);
    Result.Ok ok = (Result.Ok) answers.answers().get(0).orElseThrow();
    assertThat(new String(ok.reply())).isEqualTo(count);
  }

  private SnapshotWork.Load loading() {
    return (SnapshotWork.Load) journal.receiveMessage();
  }

  private void loaded(SnapshotWork.Load load, Optional<String> failure) {
    load.replyTo().tell(new SnapshotNotice.Loaded(load.last(), failure, false));
    applier.runOne();
  }

  @Test
  void whoeverProposedHearsTheResultsAndWhatIsAppliedAlreadyIsPassedOver() {
    applier.run(new Applier.Expect(new EntryId(1, 1), 3, Wire.Sender.member(ORIGIN), 44));
    apply(1, 2);
    apply(2, 3);
    List<Post.Letter> letters = mail.getAllReceived();
    assertThat(letters).extracting(Post.Letter::to).containsOnly(ORIGIN);
    assertThat(letters)
        .extracting(letter -> ((Wire.Results) letter.wire()).first())
        .containsExactly(0, 2);
    Wire.Results last = (Wire.Results) letters.get(1).wire();
    assertThat(last.batch()).isEqualTo(44);
    assertThat(last.results().get(0)).isEqualTo(new Result.Ok("2".getBytes()).encode());
  }

  @Test
  void aQuestionWaitsUntilTheMachinesAreFreshEnough() {
    apply(1, 3);
    ask(5, 8, "?");
    ask(3, 9, "?");
    answered(9, "2");
    apply(4, 4);
    assertThat(asker.hasMessages()).isFalse();
    apply(5, 6);
    answered(8, "5");
  }

  @Test
  void aMachineThatFailsAtAQuestionGivesNoAnswerAndLives() {
    ask(0, 3, "bad");
    assertThat(((Queries.Answers) asker.receiveMessage()).answers())
        .containsExactly(Optional.empty());
    ask(0, 4, "?");
    answered(4, "0");
  }

  @Test
  void aMachineThatFailsAtACommandEndsItNamingIndexAndCommand() {
    apply(1, 2);
    Applier.Apply bad = new Applier.Apply(List.of(execute(3, "bad")));
    assertThatThrownBy(() -> applier.run(bad))
        .isInstanceOfSatisfying(
            ApplyFailedException.class, failure -> assertThat(failure.index()).isEqualTo(3))
        .hasMessageContaining("counter")
        .hasMessageContaining("told to fail")
        .hasMessageContaining("Execute");
  }

  @Test
  void aLongLogIsAppliedInStepsBetweenWhichOthersHaveTheirTurn() {
    apply(1, 3_000);
    int steps = 1;
    while (applier.selfInbox().hasMessages()) {
      assertThat(built.get(0).lastApplied()).isEqualTo(1_024L * steps);
      applier.runOne();
      steps++;
    }
    assertThat(steps).isEqualTo(3);
    assertThat(built.get(0).lastApplied()).isEqualTo(3_000);
  }

  @Test
  void applyingGoesOnWhileASnapshotIsSavedAsSlowlyAsItMay() throws IOException {
    apply(1, 4);
    applier.run(new Applier.TakeSnapshot(snapshot(4)));
    SnapshotWork.Save save = (SnapshotWork.Save) journal.receiveMessage();
    assertThat(save.state().last()).isEqualTo(new EntryId(1, 4));
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    FrozenMachines.Writing writing = save.state().writeTo(content);
    long applied = 4;
    do {
      apply(applied + 1, applied + 900);
      applied += 900;
      ask(applied, applied, "?");
      answered(applied, Long.toString(applied - 1));
      assertThat(applier.selfInbox().hasMessages()).as("nothing of 900 commands waits").isFalse();
    } while (writing.next(1));
    assertThat(replica.hasMessages()).as("it is not durable yet").isFalse();
    System.out.println(
        "while a snapshot was saved, %d commands were applied; none waited"
            .formatted(built.get(0).lastApplied() - 4));
    assertThat(built.get(0).lastApplied()).isGreaterThan(3_000);
    save.replyTo().tell(new SnapshotNotice.Saved(save.id(), Optional.empty()));
    applier.runOne();
    replica.expectMessage(new News.SnapshotMade(INCARNATION, Optional.of(new EntryId(1, 4))));
    Machines restored = machines();
    restored.load(new ByteArrayInputStream(content.toByteArray()));
    assertThat(restored.lastApplied()).isEqualTo(4);
    assertThat(((Result.Ok) restored.query("counter", "?".getBytes())).reply())
        .isEqualTo("3".getBytes());
  }

  @Test
  void oneSnapshotIsSavedAtATime() {
    apply(1, 4);
    applier.run(new Applier.TakeSnapshot(snapshot(4)));
    applier.run(new Applier.TakeSnapshot(snapshot(4)));
    assertThat(journal.getAllReceived()).hasSize(1);
    replica.expectMessage(new News.SnapshotMade(INCARNATION, Optional.empty()));
  }

  @Test
  void aSnapshotThatCannotBeMadeIsReportedAndHarmsNothing() {
    apply(1, 4);
    applier.run(new Applier.TakeSnapshot(snapshot(3)));
    replica.expectMessage(new News.SnapshotMade(INCARNATION, Optional.empty()));
    applier.run(new Applier.TakeSnapshot(snapshot(4)));
    SnapshotWork.Save save = (SnapshotWork.Save) journal.receiveMessage();
    save.replyTo().tell(new SnapshotNotice.Saved(save.id(), Optional.of("disk full")));
    applier.runOne();
    replica.expectMessage(new News.SnapshotMade(INCARNATION, Optional.empty()));
    apply(5, 5);
    assertThat(built.get(0).lastApplied()).isEqualTo(5);
  }

  @Test
  void aRestoredSnapshotReplacesMachinesAndWhateverWaited() throws Exception {
    apply(1, 4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    built.get(0).save(bytes);
    applier.run(new Applier.TakeSnapshot(snapshot(4)));
    apply(5, 2_000);
    applier.run(new Applier.TakeSnapshot(snapshot(2_000)));
    applier.run(new Applier.Restore(snapshot(4)));
    replica.expectMessage(new News.SnapshotMade(INCARNATION, Optional.empty()));
    SnapshotWork.Save save = (SnapshotWork.Save) journal.receiveMessage();
    applier.runOne(); // the rest of the 2,000, which is obsolete
    save.replyTo().tell(new SnapshotNotice.Saved(save.id(), Optional.empty()));
    applier.runOne();
    replica.expectMessage(new News.SnapshotMade(INCARNATION, Optional.of(new EntryId(1, 4))));
    SnapshotWork.Load load = loading();
    assertThat(load.last()).isEqualTo(new EntryId(1, 4));
    assertThat(load.blank()).isNotSameAs(built.get(0));
    load.blank().load(new ByteArrayInputStream(bytes.toByteArray()));
    ask(4, 1, "?");
    assertThat(asker.hasMessages()).isFalse();
    load.replyTo().tell(new SnapshotNotice.Loaded(new EntryId(1, 3), Optional.empty(), false));
    applier.runOne();
    assertThat(asker.hasMessages()).isFalse();
    loaded(load, Optional.empty());
    answered(1, "3");
  }

  @Test
  void aSnapshotThatCannotBeLoadedIsTriedAgainWithNewMachines() {
    applier.run(new Applier.Restore(snapshot(9)));
    SnapshotWork.Load first = loading();
    applier.getAllEffects();
    loaded(first, Optional.of("checksum"));
    assertThat(journal.hasMessages()).isFalse();
    Effect.TimerScheduled<?> timer = applier.expectEffectClass(Effect.TimerScheduled.class);
    applier.run(timer.msg());
    assertThat(loading().blank()).isNotSameAs(first.blank());
  }

  /** Else it would load the other one twice at a time, or none. */
  @Test
  void whatWasToBeTriedAgainIsForgottenForAnotherSnapshot() {
    applier.run(new Applier.Restore(snapshot(9)));
    loaded(loading(), Optional.of("checksum"));
    applier.getAllEffects();
    applier.run(new Applier.Restore(snapshot(12)));
    applier.expectEffectClass(Effect.TimerCancelled.class);
    loaded(loading(), Optional.empty());
  }

  @Test
  void aSnapshotThatIsDamagedIsReportedAndNothingIsServedUntilAnotherComes() throws IOException {
    applier.run(new Applier.Restore(snapshot(9)));
    ask(9, 1, "?");
    SnapshotWork.Load first = loading();
    first.replyTo().tell(new SnapshotNotice.Loaded(first.last(), Optional.of("damaged"), true));
    applier.runOne();
    replica.expectMessage(new News.StateLost(INCARNATION, first.last()));
    assertThat(asker.receiveMessage()).isEqualTo(new Queries.Failed(1));
    ask(0, 2, "?");
    assertThat(asker.receiveMessage()).isEqualTo(new Queries.Failed(2));
    apply(10, 12);
    assertThat(journal.hasMessages()).as("it is not tried again").isFalse();

    Machines other = machines();
    for (long index = 1; index <= 11; index++) {
      other.apply(counting(index));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    other.save(bytes);
    applier.run(new Applier.Restore(snapshot(11)));
    SnapshotWork.Load second = loading();
    second.blank().load(new ByteArrayInputStream(bytes.toByteArray()));
    apply(12, 12);
    loaded(second, Optional.empty());
    ask(12, 3, "?");
    answered(3, "11");
  }
}
