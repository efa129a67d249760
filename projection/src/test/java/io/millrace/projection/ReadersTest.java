package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.sql.Database;
import io.millrace.projection.sql.Readers;
import io.millrace.projection.sql.Session;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a look is taken once more. */
class ReadersTest {
  private static final String CONNECTION_FAILURE = "08006";
  private static final String SYNTAX_ERROR = "42601";

  @TempDir Path directory;

  private Readers readers;
  private int looks;

  @BeforeEach
  void open() {
    readers = new Readers(new Database(SqlReadModel.urlOf(directory.resolve("empty.db"))));
  }

  @AfterEach
  void close() {
    readers.close();
  }

  /** Leaves a session behind, which is idle until the next look. */
  private void lookAtNothing() throws SQLException {
    assertThat(readers.<Boolean>look(_ -> true)).isTrue();
  }

  private int failOnce(SQLException failure) throws SQLException {
    return readers.look(_ -> {
      looks++;
      if (looks == 1) {
        throw failure;
      }
      return looks;
    });
  }

  @Test
  void shouldLookOnceMoreWhereAnIdleSessionWasCutOff() throws SQLException {
    lookAtNothing();
    assertThat(failOnce(new SQLException("gone", CONNECTION_FAILURE))).isEqualTo(2);
  }

  @Test
  void shouldSayItWhereAFreshSessionIsCutOff() {
    SQLException gone = new SQLException("gone", CONNECTION_FAILURE);
    assertThatThrownBy(() -> failOnce(gone)).isSameAs(gone);
  }

  /** Which SQLite goes on counting for ever; none of its own limits would end it. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldGiveUpALookThatTakesTooLong() throws SQLException {
    Database database = new Database(SqlReadModel.urlOf(directory.resolve("empty.db")));
    try (Readers impatient = new Readers(database, Duration.ofSeconds(1))) {
      assertThatThrownBy(() -> impatient.look(session -> count(session, "")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("given up after 1 seconds");
      assertThat(impatient.<Long>look(session -> count(session, " LIMIT 3"))).isEqualTo(3);
    }
  }

  private static long count(Session session, String bound) throws SQLException {
    long[] counted = new long[1];
    session.query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n%s) SELECT COUNT(*) FROM n"
            .formatted(bound),
        _ -> {},
        row -> counted[0] = row.getLong(1));
    return counted[0];
  }

  @Test
  void shouldNotLookTwiceAtWhatIsWrongOrTooMuch() throws SQLException {
    SQLException wrong = new SQLException("wrong", SYNTAX_ERROR);
    SQLException late =
        new SQLException("late", CONNECTION_FAILURE, new SocketTimeoutException("too late"));
    for (SQLException failure : new SQLException[] {wrong, late}) {
      looks = 0;
      lookAtNothing();
      assertThatThrownBy(() -> failOnce(failure)).isSameAs(failure);
      assertThat(looks).isEqualTo(1);
    }
  }
}
