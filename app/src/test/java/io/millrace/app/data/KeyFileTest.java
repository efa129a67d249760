package io.millrace.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that is there whole or not at all, and for its owner only. */
class KeyFileTest {

  @TempDir Path directory;

  @Test
  void shouldMakeTheKeyOnce() throws IOException {
    KeyFile file = new KeyFile(directory, "operator.key");
    assertThat(file.exists()).isFalse();
    assertThat(file.readOrMake(() -> "first")).isEqualTo("first\n");
    assertThat(file.readOrMake(() -> "second")).isEqualTo("first\n");
  }

  @Test
  void shouldLetOnlyTheOwnerRead() throws IOException {
    KeyFile file = new KeyFile(directory, "operator.key");
    file.readOrMake(() -> "key");
    assertThat(modes()).isEqualTo("rw-------");
    assertThat(file.isOpenToOthers()).isFalse();
    Files.setPosixFilePermissions(
        directory.resolve("operator.key"), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(file.isOpenToOthers()).isTrue();
  }

  @Test
  void shouldWriteOverWhatACrashLeft() throws IOException {
    Files.writeString(directory.resolve("operator.key.unfinished"), "to");
    assertThat(new KeyFile(directory, "operator.key").readOrMake(() -> "key")).isEqualTo("key\n");
    try (var names = Files.list(directory)) {
      assertThat(names).hasSize(1);
    }
  }

  private String modes() throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("operator.key")));
  }
}
