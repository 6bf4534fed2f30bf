package conclave.replica.apply;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private final Stage stage = new Stage();
  private final TestProbe<Object> replica = stage.probe(Object.class);
  private final TestProbe<Feed> follower = stage.probe(Feed.class);

  private FollowingTest() {
    stage.local(replica.ref(), stage.probe(Object.class).ref());
    stage
        .kit()
        .spawn(
            Following.create(
                new Following.Subject(Stage.GROUP, "words", "?".getBytes()), follower.ref()));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private ActorRef<Object> applier() {
    return stage.kit().spawn(Behaviors.<Object>ignore());
  }

  private static void open(Follow follow, ActorRef<Object> applier) {
    follow.follower().tell(new Feed.Opened(applier, 7, "view".getBytes()));
  }

  @Test
  void asksEachSecondUntilTheFeedIsOpenAndThenNoMore() {
    Follow first = replica.expectMessageClass(Follow.class);
    assertThat(first.machine()).isEqualTo("words");
    stage.pass(Duration.ofSeconds(1));
    Follow second = replica.expectMessageClass(Follow.class);
    open(second, applier());
    follower.expectMessageClass(Feed.Opened.class);
    second.follower().tell(new Feed.Changed(8, List.of("x".getBytes())));
    follower.expectMessageClass(Feed.Changed.class);
    stage.pass(Duration.ofSeconds(30));
    replica.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void asksAgainWhenItsSourceEnds() {
    Follow first = replica.expectMessageClass(Follow.class);
    ActorRef<Object> applier = applier();
    open(first, applier);
    follower.expectMessageClass(Feed.Opened.class);
    stage.kit().stop(applier);
    Follow again = replica.expectMessageClass(Follow.class);
    open(again, applier());
    follower.expectMessageClass(Feed.Opened.class);
  }
}
