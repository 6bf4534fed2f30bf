package conclave.multijvm.samples;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.Patience;
import conclave.samples.guarded.Store;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store compares and appends at one moment, whoever else is at it. */
class StoreTest {

  private static final String URL = "jdbc:h2:mem:two-writers;LOCK_TIMEOUT=60000";

  private final Store store = new Store(URL);
  private Connection other;

  @BeforeEach
  void open() throws SQLException {
    other = DriverManager.getConnection(URL);
    store.create();
    other.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    other.close();
  }

  /** Another writer is at the store, in the middle of its transaction. */
  private void begin(long token) throws SQLException {
    try (Statement fence = other.createStatement()) {
      fence.executeUpdate("UPDATE fence SET token = %d WHERE token <= %1$d".formatted(token));
      fence.executeUpdate("INSERT INTO ledger (token, line) VALUES (%d, 'x')".formatted(token));
    }
  }

  /** What the store says to that token, which has to wait for the other writer. */
  private Store.Verdict appendBeside(long token) throws SQLException {
    CompletableFuture<Store.Verdict> verdict = new CompletableFuture<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                verdict.complete(store.append(token, "y"));
              } catch (SQLException e) {
                verdict.completeExceptionally(e);
              }
            });
    writer.start();
    Patience.seconds(30)
        .until(
            "a writer that waits, or is through",
            () ->
                Optional.of(writer.getState())
                    .filter(state -> state != Thread.State.RUNNABLE && state != Thread.State.NEW));
    other.commit();
    return verdict.join();
  }

  @Test
  void an_old_token_that_waited_for_a_greater_one_is_refused() throws SQLException {
    begin(2);
    assertThat(appendBeside(1)).isEqualTo(new Store.TooOld(2));
    assertThat(store.tokens()).containsExactly(2L);
  }

  @Test
  void a_greater_token_waits_for_an_old_one_and_comes_after_it() throws SQLException {
    begin(1);
    assertThat(appendBeside(2)).isEqualTo(new Store.Taken());
    assertThat(store.tokens()).containsExactly(1L, 2L);
    assertThat(store.append(1, "late")).isEqualTo(new Store.TooOld(2));
    assertThat(store.append(2, "again")).isEqualTo(new Store.Taken());
  }
}
