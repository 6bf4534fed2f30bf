package conclave.multijvm.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.multijvm.CallFailed;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What clients saw is recorded as what it was, and what one copy cannot have shown is found. */
class RecorderTest {

  private final Registers registers = new Registers();
  private final Locks locks = new Locks();
  private final Map<String, String> store = new ConcurrentHashMap<>();

  @Test
  void answers_that_one_copy_gives_are_explained() {
    assertThat(registers.read("a", "k", () -> store.get("k"))).isEmpty();
    assertThat(registers.write("a", "k", "1", () -> store.put("k", "1"))).isTrue();
    assertThat(registers.read("b", "k", () -> store.get("k"))).contains("1");
    Registers.Change change = new Registers.Change("b", "k", "1", "2");
    assertThat(registers.compareAndSet(change, () -> store.replace("k", "1", "2"))).contains(true);
    assertThat(registers.compareAndSet(change, () -> store.replace("k", "1", "2"))).contains(false);
    registers.requireLinearizable();
    assertThat(registers.answered()).isEqualTo(5);
  }

  @Test
  void a_stale_read_is_found_and_named() {
    registers.write("a", "k", "1", () -> {});
    registers.write("a", "k", "2", () -> {});
    registers.read("b", "k", () -> "1");
    assertThatThrownBy(registers::requireLinearizable)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("VIOLATION of k", "b: Read[key=k] -> Value[value=1]");
  }

  @Test
  void a_refused_write_may_not_be_seen_and_an_unknown_one_may() {
    registers.write("a", "k", "1", () -> {});
    registers.write(
        "b",
        "k",
        "maybe",
        () -> {
          throw new CallFailed("n2: no answer", true);
        });
    registers.read("c", "k", () -> "maybe");
    registers.requireLinearizable();

    registers.write(
        "d",
        "k",
        "refused",
        () -> {
          throw new NotDone("no majority");
        });
    registers.write(
        "d",
        "k",
        "never sent",
        () -> {
          throw new CallFailed("n2: it does not run", false);
        });
    registers.write(
        "d",
        "k",
        "refused there",
        () -> {
          throw new CallFailed("n2: the task threw", new NotDone("no majority"));
        });
    assertThat(registers.notDone()).isEqualTo(3);
    assertThat(registers.unknown()).isEqualTo(1);
    registers.read("c", "k", () -> "refused");
    assertThat(registers.verdict().linearizable()).isFalse();
  }

  @Test
  void a_history_without_an_answer_shows_nothing() {
    assertThatThrownBy(registers::requireLinearizable)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "nothing was answered, and so nothing is shown: 0 operations not done, 0 unknown");
    registers.write(
        "a",
        "k",
        "1",
        () -> {
          throw new CallFailed("n2: no answer", true);
        });
    assertThatThrownBy(registers::requireLinearizable).hasMessageContaining("1 unknown");
    assertThatThrownBy(locks::requireLinearizable).isInstanceOf(AssertionError.class);
  }

  @Test
  void a_defect_of_the_test_is_not_taken_for_an_outcome() {
    assertThatThrownBy(
            () ->
                registers.read(
                    "a",
                    "k",
                    () -> {
                      throw new IllegalStateException("of the test");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("Read[key=k] of a", "of the test");
  }

  @Test
  void two_holders_at_a_time_are_found_unless_the_first_grant_may_have_expired() {
    Locks.Grant first = new Locks.Grant("a", "door", 1);
    assertThat(locks.acquire("a", "door", () -> Optional.of(1L))).contains(1L);
    assertThat(locks.acquire("b", "door", Optional::empty)).isEmpty();
    locks.requireLinearizable();
    locks.acquire("b", "door", () -> Optional.of(2L));
    assertThat(locks.verdict().linearizable()).isFalse();

    Locks leases = new Locks();
    leases.acquire("a", "door", () -> Optional.of(1L));
    leases.mayExpire(first);
    leases.acquire("b", "door", () -> Optional.of(2L));
    assertThat(leases.release(first, () -> false)).contains(false);
    leases.requireLinearizable();
  }
}
