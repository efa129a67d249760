package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.config.Configuration.ReadModel;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.SqlReadModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may not be told of databases. */
final class ReadModelDatabasesTest {
  private static final Path FILE = Path.of("mill", "read-model.db");

  private static ReadModel at(String url) {
    return new ReadModel.At(List.of(url), Optional.empty());
  }

  @Test
  void shouldRefuseToFillTheFileThatServes() {
    ReadModel same = at("jdbc:sqlite:./mill/../mill/read-model.db");
    ReadModel here = new ReadModel.InDataDirectory();
    assertThatThrownBy(() -> ReadModelDatabases.checkApart(here, same, FILE))
        .hasMessageContaining("--next-database names the read model of the data directory");
    ReadModel other = at("jdbc:sqlite:mill/other.db");
    assertThatCode(() -> ReadModelDatabases.checkApart(here, other, FILE))
        .doesNotThrowAnyException();
    assertThatCode(() -> ReadModelDatabases.checkApart(other, same, FILE))
        .as("back into the file")
        .doesNotThrowAnyException();
  }

  @Test
  void shouldNameTheOptionThatIsWrong() {
    ReadModel unknown = at("jdbc:unknown:x");
    assertThatThrownBy(() -> new ReadModelDatabases(ReadModelDatabases.NEXT, unknown, FILE))
        .hasMessageStartingWith("--next-database ");
    assertThatThrownBy(() -> new ReadModelDatabases(ReadModelDatabases.NAME, unknown, FILE))
        .hasMessageStartingWith("--database ");
  }

  /** What is left of the log's disk belongs to the log, whoever named the file. */
  @Test
  void shouldTakeEverySqliteDatabaseForAFile() {
    assertThat(areFiles(new ReadModel.InDataDirectory())).containsExactly(true);
    assertThat(areFiles(at("jdbc:sqlite:other.db"))).containsExactly(true);
    assertThat(
            areFiles(
                new ReadModel.At(
                    List.of("jdbc:postgresql://one/shop", "jdbc:sqlite:two.db"), Optional.empty())))
        .containsExactly(false, true);
  }

  private static List<Boolean> areFiles(ReadModel where) {
    List<Boolean> files = new ArrayList<>();
    try (ReadModelDatabases databases =
        new ReadModelDatabases(ReadModelDatabases.NEXT, where, FILE)) {
      var _ =
          databases.follow((name, effect, isFile) -> {
            files.add(isFile);
            return ofNoLog(name, effect);
          });
    }
    return files;
  }

  /** Else asOf of a new write is satisfied by what a lost log came to. */
  @Test
  void shouldNotAskTheOnlyDatabaseWhenItIsOfAnotherLog(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("read-model.db");
    ShopId shop = new ShopId("mill");
    ShopSettings settings =
        new ShopSettings(
            "Mill", Currency.getInstance("CNY"), ZoneOffset.UTC, Duration.ofMinutes(30), List.of());
    Recorded made =
        new Recorded(Level.CURRENT, shop, 1, Actor.OPERATOR, null, new ShopDefined(settings, 1));
    Cursor lost = new Cursor(7, 9, 1, 1);
    try (SqlReadModel model = new SqlReadModel(SqlReadModel.urlOf(file))) {
      assertThat(model.effect().cursor(0)).isNull();
      model.effect().take(new FactBatch(0, List.of(new FollowedFact(1, 1, 1, made)), lost));
      assertThat(model.await(shop, 1, Duration.ZERO)).isEqualTo(1);
      model.effect().close();
    }
    try (ReadModelDatabases databases =
        new ReadModelDatabases(ReadModelDatabases.NAME, new ReadModel.InDataDirectory(), file)) {
      var _ = databases.follow((name, effect, _) -> ofNoLog(name, effect));
      assertThatThrownBy(
              () -> Objects.requireNonNull(databases.model()).await(shop, 1, Duration.ZERO))
          .isInstanceOf(ReadModelUnavailable.class)
          .hasMessageContaining("not known to be of this log");
    }
  }

  private static LogFollower ofNoLog(String name, Effect effect) {
    return new LogFollower(
        new LogFollower.Shape(name, 1, effect, _ -> null, _ -> 0, () -> "", 1),
        new SystemClock(),
        FollowerWatch.NONE);
  }
}
