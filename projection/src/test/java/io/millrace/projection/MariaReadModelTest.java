package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.SplitMix;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a MariaDB server. */
class MariaReadModelTest extends SqlReadModelContract {

  @TempDir static Path directory;
  private static MariaServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = MariaServer.start(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  int turns() {
    return 1_000;
  }

  @Override
  int stepsBetweenKillsOfTables() {
    return 7;
  }

  @Override
  String emptyDatabase() throws SQLException {
    return server.emptyDatabase();
  }

  @Test
  void shouldGoOnWhenTheServerHasCutItsConnection() throws Exception {
    String url = emptyDatabase();
    Mill mill = new Mill();
    SqlReadModel model = new SqlReadModel(url);
    LogFollower follower = mill.follower(model, FollowerWatch.NONE);
    mill.live(new SplitMix(1), 50);
    Mill.stepAll(follower);
    int before = model.orders(all(Mill.SHOP, null, 200)).what().items().size();
    server.cutConnections();
    assertThat(model.orders(all(Mill.SHOP, null, 200)).what().items())
        .as("who reads does not notice")
        .hasSize(before);
    mill.live(new SplitMix(2), 50);
    Mill.stepAll(follower);
    assertThat(follower.status().isWell()).isFalse();
    mill.clock.passMillis(1_000);
    Mill.stepAll(follower);
    assertThat(follower.status().isWell()).as("%s", follower.status()).isTrue();
    assertThat(Dump.of(url).get("orders")).hasSameSizeAs(mill.orders);
    follower.close();
    model.close();
  }

  /** The driver as its user brings it: a file that is on nobody's class path. */
  @Test
  void shouldTakeADriverFromAFile() throws Exception {
    String url = emptyDatabase();
    Mill mill = new Mill();
    SqlReadModel model = new SqlReadModel(url, driver());
    LogFollower follower = mill.follower(model, FollowerWatch.NONE);
    mill.live(new SplitMix(3), 50);
    Mill.stepAll(follower);
    assertThat(Dump.of(url).get("orders")).hasSameSizeAs(mill.orders);
    follower.close();
    model.close();
  }

  private static Path driver() throws URISyntaxException {
    return Path.of(
        org.mariadb.jdbc.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void shouldSayWhichDriverIsMissing() throws Exception {
    String mysql = server.url("mysql", "shop");
    assertThatThrownBy(() -> new SqlReadModel(mysql))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for jdbc:mysql:")
        .hasMessageContaining("--database-driver")
        .hasMessageNotContaining("user=root");
    assertThatThrownBy(() -> new SqlReadModel(mysql, driver()))
        .hasMessageContaining("there is none in")
        .hasMessageNotContaining("user=root");
    assertThatThrownBy(() -> new SqlReadModel(mysql, directory.resolve("nothing.jar")))
        .hasMessageContaining("nothing.jar cannot be read");
    new SqlReadModel("jdbc:sqlite:beside.db", driver()).close(); // whose driver comes along
  }
}
