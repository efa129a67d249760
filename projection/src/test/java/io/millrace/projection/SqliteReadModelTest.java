package io.millrace.projection;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file. */
class SqliteReadModelTest extends SqlReadModelContract {

  @TempDir Path directory;
  private int files;

  @Override
  String emptyDatabase() {
    return SqlReadModel.urlOf(directory.resolve("read-model-" + ++files + ".db"));
  }
}
