package conclave.replica.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import conclave.machine.KeyTable;
import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.KeyReply;
import conclave.machine.keys.KeyRetention;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Follow;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyClockTest {

  private static final NodeId SELF = new NodeId("n1", 1);
  private static final NodeId OTHER = new NodeId("n2", 2);
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final KeyReply.View TABLE = new KeyReply.View(3, 7, 2, 600);

  private final Stage stage = new Stage();
  private final TestProbe<Object> replica = stage.probe(Object.class);
  private final TestProbe<Object> gateway = stage.probe(Object.class);
  private final ActorRef<Object> applier;
  private final ActorRef<Object> clock;
  private ActorRef<Feed> feed;

  private KeyClockTest() {
    stage.local(replica.ref(), gateway.ref());
    applier = stage.kit().spawn(Behaviors.<Object>ignore());
    KeyRetention.Settings minute =
        new KeyRetention.Settings(Duration.ofMinutes(1).toNanos(), LOOK.toNanos());
    clock =
        stage
            .kit()
            .spawn(
                Behaviors.supervise(
                        KeyClock.create(
                            new KeyClock.Setup(SELF, Stage.GROUP, minute, stage::nanos)))
                    .onFailure(SupervisorStrategy.restart()));
    follow();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void follow() {
    Follow follow = replica.expectMessageClass(Follow.class);
    assertThat(follow.machine()).isEqualTo(KeyTable.NAME);
    feed = follow.follower();
    feed.tell(new Feed.Opened(applier, 9, TABLE.encode()));
  }

  private void leads(long term, NodeId who) {
    feed.tell(new Feed.Leader(term, Optional.of(who)));
  }

  /** After the next tick it asks the replica beside it, and is shown the table. */
  private void look(KeyReply.View table) {
    Gateway.Ask ask = asked();
    assertThat(ask.machine()).isEqualTo(KeyTable.NAME);
    assertThat(ask.linearizable()).isFalse();
    ask.reply().tell(new Outcome.Done<>(table.encode()));
  }

  /** Time passes only once what was told before has been taken. */
  private Gateway.Ask asked() {
    return stage
        .probe(Object.class)
        .awaitAssert(
            () -> {
              stage.pass(LOOK);
              return gateway.expectMessageClass(Gateway.Ask.class, Duration.ofMillis(200));
            });
  }

  private ForgetKeys proposed() throws MalformedException {
    Gateway.Execute execute = gateway.expectMessageClass(Gateway.Execute.class);
    assertThat(execute.machine()).isEqualTo(KeyTable.NAME);
    return ForgetKeys.decode(execute.command());
  }

  @Test
  void whileItsNodeLeadsItProposesToForgetWhatIsOldEnough() throws MalformedException {
    leads(1, SELF);
    for (int i = 0; i <= 6; i++) {
      look(TABLE);
      gateway.expectNoMessage(Duration.ofMillis(20));
    }
    look(TABLE);
    assertThat(proposed()).isEqualTo(new ForgetKeys(7));
    look(TABLE);
    assertThat(proposed()).as("the first one got lost").isEqualTo(new ForgetKeys(7));
    look(new KeyReply.View(0, 0, 0, 0));
    gateway.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void whileAnotherLeadsItAsksNothing() {
    leads(1, OTHER);
    for (int i = 0; i < 10; i++) {
      stage.pass(LOOK);
    }
    gateway.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void aQuestionThatIsNotAnsweredIsAskedAgain() {
    leads(1, SELF);
    asked().reply().tell(new Outcome.Rejected<>(Outcome.Reason.NO_LEADER, "nobody"));
    look(TABLE);
  }

  @Test
  void itsNextLifeBeginsAfresh() throws MalformedException {
    leads(1, SELF);
    for (int i = 0; i <= 6; i++) {
      look(TABLE);
    }
    clock.tell(new Feed.Leader(1, null));
    follow();
    leads(1, SELF);
    for (int i = 0; i <= 6; i++) {
      look(TABLE);
      gateway.expectNoMessage(Duration.ofMillis(20));
    }
    look(TABLE);
    assertThat(proposed()).isEqualTo(new ForgetKeys(7));
  }

  @Test
  void lessThanTenMinutesIsNoSetting() {
    assertThat(KeySettings.create(ConfigFactory.load()).retention().retainNanos())
        .isEqualTo(Duration.ofMinutes(10).toNanos());
    for (String wrong : new String[] {"retain = 9m", "look = 0s", "look = 11m"}) {
      assertThatThrownBy(
              () ->
                  KeySettings.create(
                      ConfigFactory.parseString("conclave.idempotency." + wrong)
                          .withFallback(ConfigFactory.load())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("conclave.idempotency: retain = ");
    }
  }
}
