package conclave.monitor.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conclave.monitor.Probe.Syncs;
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
    assertThat(times.take()).isEqualTo(new Syncs(1_000, 1));
    pass(1_000);
    assertThat(times.take()).isEqualTo(new Syncs(2_000, 1));
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
}
