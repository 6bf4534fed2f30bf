package conclave.machine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyRetentionTest {
  private static final long RETAIN = 600;
  private static final long LOOK = 10;
  private static final KeyRetention.Settings SETTINGS = new KeyRetention.Settings(RETAIN, LOOK);

  private final KeyRetention retention = new KeyRetention(SETTINGS);
  private long now = 5_000;

  @BeforeEach
  void leads() {
    retention.leader(1, true);
  }

  private static KeyReply.View table(long oldest, long newest) {
    return new KeyReply.View(oldest, newest, 1, 1);
  }

  /** One look in time after the other, each showing that table; what the last one said. */
  private OptionalLong look(long time, KeyReply.View table) {
    OptionalLong old = OptionalLong.empty();
    for (long left = time; left > 0; left -= LOOK) {
      now += LOOK;
      old = retention.look(table, now);
    }
    return old;
  }

  @Test
  void whatIsShownForSoLongIsForgottenAndNotAMomentEarlier() {
    retention.look(table(3, 7), now);
    assertThat(look(RETAIN, table(3, 7))).isEmpty();
    assertThat(look(LOOK, table(3, 7))).hasValue(7);
  }

  @Test
  void itIsProposedAgainUntilItIsGone() {
    retention.look(table(3, 7), now);
    look(RETAIN, table(3, 9));
    assertThat(look(LOOK, table(3, 9))).hasValue(7);
    assertThat(look(3 * LOOK, table(3, 9))).isPresent();
    assertThat(look(LOOK, table(0, 0))).isEmpty();
  }

  @Test
  void whatCameLaterIsForgottenLater() {
    retention.look(table(3, 7), now);
    look(100, table(3, 7));
    look(100, table(3, 20));
    assertThat(look(RETAIN - 190, table(3, 20))).hasValue(7);
    assertThat(look(100, table(8, 20))).isEmpty();
    assertThat(look(LOOK, table(8, 20))).hasValue(20);
  }

  @Test
  void aTableThatNothingIsKeptInIsLeftAlone() {
    assertThat(look(5 * RETAIN, table(0, 0))).isEmpty();
    assertThat(retention.notes()).isZero();
  }

  @Test
  void onlyWhoLeadsProposesAndANewTermBeginsAfresh() {
    retention.look(table(3, 7), now);
    look(RETAIN, table(3, 7));
    retention.leader(2, false);
    assertThat(look(RETAIN, table(3, 7))).isEmpty();
    retention.leader(3, true);
    assertThat(look(RETAIN + LOOK, table(3, 7))).isEmpty();
    assertThat(look(LOOK, table(3, 7))).hasValue(7);
    retention.leader(4, true);
    assertThat(look(RETAIN + LOOK, table(3, 7))).as("again, another term").isEmpty();
  }

  @Test
  void aPauseDoesNotCount() {
    retention.look(table(3, 7), now);
    look(300, table(3, 7));
    now += 10_000;
    assertThat(look(LOOK, table(3, 7))).isEmpty();
    assertThat(look(RETAIN - 310, table(3, 7))).isEmpty();
    assertThat(look(2 * LOOK, table(3, 7))).hasValue(7);
  }

  @Test
  void itsNotesAreBoundedAndTheNewestStandsForThoseWithoutAPlace() {
    KeyRetention eager = new KeyRetention(new KeyRetention.Settings(1_000_000, 1));
    eager.leader(1, true);
    int many = 3 * KeyRetention.MAX_NOTES;
    for (int i = 1; i <= many; i++) {
      eager.look(table(1, i), i);
      assertThat(eager.notes()).isLessThanOrEqualTo(KeyRetention.MAX_NOTES);
    }
    OptionalLong first = OptionalLong.empty();
    for (long time = many; first.isEmpty() || first.getAsLong() < many; time++) {
      first = eager.look(table(1, many), time);
      boolean early = first.isPresent() && first.getAsLong() == many && time < many + 1_000_000;
      assertThat(early).isFalse();
    }
  }

  /**
   * A table, a clock that runs, leaders that come and go, and looks that are late or missing;
   * nothing is forgotten before its time.
   *
   * @return how often something was forgotten too early
   */
  private static int early(KeyRetention.Settings settings, int[] forgotten) {
    SplittableRandom random = new SplittableRandom(17);
    KeyRetention role = new KeyRetention(settings);
    TreeMap<Long, Long> keptAt = new TreeMap<>();
    long time = 0;
    long index = 0;
    int early = 0;
    for (int step = 0; step < 200_000; step++) {
      time += random.nextInt(100) == 0 ? random.nextInt(400) : random.nextInt(2 * (int) LOOK);
      if (random.nextInt(3) == 0) {
        keptAt.put(++index, time);
      }
      if (random.nextInt(2_000) == 0) {
        role.leader(step, random.nextInt(4) > 0);
      }
      KeyReply.View shown =
          keptAt.isEmpty() ? table(0, 0) : table(keptAt.firstKey(), keptAt.lastKey());
      OptionalLong old = role.look(shown, time + random.nextInt(5));
      if (old.isPresent() && random.nextInt(4) > 0) {
        long now = time;
        var gone = keptAt.headMap(old.getAsLong(), true);
        early += (int) gone.values().stream().filter(at -> now - at < RETAIN).count();
        forgotten[0] += gone.size();
        gone.clear();
      }
    }
    return early;
  }

  @Test
  void nothingIsForgottenEarlyWhateverComesBetween() {
    int[] forgotten = {0};
    assertThat(early(SETTINGS, forgotten)).isZero();
    System.out.println("retention: 200,000 looks, forgotten " + forgotten[0] + ", early 0");
    assertThat(forgotten[0]).isGreaterThan(10_000);
  }

  @Test
  void plantedBugAClockThatRunsTwiceAsFastIsFound() {
    int found = early(new KeyRetention.Settings(RETAIN / 2, LOOK), new int[1]);
    System.out.println("planted: forgets after half the time, found " + found + " times");
    assertThat(found).isGreaterThan(1_000);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new KeyRetention.Settings(5, 10)).hasMessageContaining("5 ns");
    assertThatThrownBy(() -> new KeyRetention.Settings(5, 0)).hasMessageContaining("each 0 ns");
  }
}
