package conclave.journal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conclave.journal.disk.SyncTimes.Look;
import conclave.journal.disk.SyncTimes.Taken;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SyncTimesTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final SyncTimes times = new SyncTimes(clock::get);

  private void pass(long millis) {
    clock.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private void sync(long millis) {
    times.begun();
    pass(millis);
    times.ended();
  }

  @Test
  void theWorstIsThatSinceTheLastLook() {
    sync(3);
    sync(9);
    sync(2);
    assertThat(times.take().worstMs()).isEqualTo(9);
    assertThat(times.take().worstMs()).isZero();
    sync(1);
    assertThat(times.take().worstMs()).isEqualTo(1);
  }

  @Test
  void aSyncThatHangsIsSeenWhileItHangs() {
    sync(1);
    times.begun();
    pass(1_000);
    assertThat(times.take()).isEqualTo(new Taken(1_000, 1));
    pass(1_000);
    assertThat(times.take()).isEqualTo(new Taken(2_000, 1));
    times.ended();
    assertThat(times.take().worstMs()).isEqualTo(2_000);
    assertThat(times.take().worstMs()).isZero();
  }

  @Test
  void theSmoothedOneFollowsSlowly() {
    sync(10);
    assertThat(times.take().smoothedMs()).isEqualTo(10);
    sync(26);
    assertThat(times.take().smoothedMs()).isEqualTo(11);
    for (int i = 0; i < 200; i++) {
      sync(2);
    }
    assertThat(times.take().smoothedMs()).isCloseTo(2, within(0.01));
  }

  @Test
  void twoLooksTellWhatWasBetweenThem() {
    sync(1);
    sync(700);
    Look earlier = times.look();
    assertThat(earlier.count()).isEqualTo(2);
    for (int i = 0; i < 98; i++) {
      sync(3);
    }
    sync(100);
    sync(60_000);
    Look between = times.look().since(earlier);
    assertThat(between.count()).isEqualTo(100);
    assertThat(between.sumMs()).isEqualTo(98 * 3 + 100 + 60_000);
    assertThat(between.quantileMs(0.5)).isEqualTo(4);
    assertThat(between.quantileMs(0.99)).isEqualTo(128);
    assertThat(between.quantileMs(1)).isInfinite();
    assertThat(between.since(between).quantileMs(1)).isZero();
    assertThat(earlier.since(Look.NOTHING)).isEqualTo(earlier);
  }

  @Test
  void aLookTakesNothingAwayAndSeesWhatHangs() {
    sync(5);
    times.begun();
    pass(250);
    assertThat(times.look().runningMs()).isEqualTo(250);
    assertThat(times.look().count()).isEqualTo(1);
    assertThat(times.take().worstMs()).isEqualTo(250);
    times.ended();
    assertThat(times.look().runningMs()).isZero();
    assertThat(times.look().count()).isEqualTo(2);
  }
}
