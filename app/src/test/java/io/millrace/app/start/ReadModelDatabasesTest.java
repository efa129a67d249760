package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.config.Configuration.ReadModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
