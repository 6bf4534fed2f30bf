package conclave.samples.guarded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.tools.Server;

/**
 * A ledger in an SQL database. It knows nothing of locks and nodes: it remembers the greatest token
 * that it has seen, and refuses whoever comes with a smaller one. Every method blocks.
 *
 * @param url where the database is, for JDBC
 */
public record Store(String url) {

  /** What the store says to a line. */
  public sealed interface Verdict {}

  /** The ledger has the line. */
  public record Taken() implements Verdict {}

  /** Not done: somebody with that greater token was here before. */
  public record TooOld(long greatest) implements Verdict {}

  private static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS fence (token BIGINT NOT NULL);
      INSERT INTO fence SELECT 0 WHERE NOT EXISTS (SELECT * FROM fence);
      CREATE TABLE IF NOT EXISTS ledger (
        number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        token BIGINT NOT NULL,
        line VARCHAR NOT NULL);
      """;

  /** The store that listens at that port of this machine. */
  public static Store at(int port) {
    return new Store("jdbc:h2:tcp://127.0.0.1:%d/./ledger".formatted(port));
  }

  /**
   * Starts a database server with an empty ledger in this process.
   *
   * @param folder where it keeps its files
   * @return stops it
   */
  public static Runnable serve(int port, Path folder) throws SQLException {
    String at = Integer.toString(port);
    Server server =
        Server.createTcpServer(
                "-tcpPort", at, "-baseDir", folder.resolve("store").toString(), "-ifNotExists")
            .start();
    at(port).create();
    return server::stop;
  }

  /** Makes the tables where there are none. */
  public void create() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
    }
  }

  /** Appends a line unless the token is old; in one transaction, so that nobody comes between. */
  public Verdict append(long token, String line) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      if (!pass(connection, token)) {
        return new TooOld(greatest(connection));
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO ledger (token, line) VALUES (?, ?)")) {
        insert.setLong(1, token);
        insert.setString(2, line);
        insert.executeUpdate();
      }
      connection.commit();
      return new Taken();
    }
  }

  /** Locks the row until the end of the transaction: of two writers one waits for the other. */
  private static boolean pass(Connection connection, long token) throws SQLException {
    try (PreparedStatement fence =
        connection.prepareStatement("UPDATE fence SET token = ? WHERE token <= ?")) {
      fence.setLong(1, token);
      fence.setLong(2, token);
      return fence.executeUpdate() == 1;
    }
  }

  private static long greatest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT token FROM fence")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The tokens of all lines, in the order in which they were appended. */
  public List<Long> tokens() throws SQLException {
    List<Long> tokens = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT token FROM ledger ORDER BY number")) {
      while (rows.next()) {
        tokens.add(rows.getLong(1));
      }
    }
    return tokens;
  }
}
