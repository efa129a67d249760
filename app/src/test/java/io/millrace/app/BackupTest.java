package io.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.app.backup.RestoredCopy;
import io.millrace.app.data.DataDirectory;
import io.millrace.node.SystemClock;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace backup} through the front door, and starts on copies that are not whole. */
class BackupTest {

  private static final String MANIFEST = "backup.manifest";

  /** What a server leaves that was started once. */
  @TempDir static Path left;

  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Path data;
  private Path backup;

  @BeforeAll
  static void startOnce() throws Exception {
    try (ServerProcess server = ServerProcess.start(left.resolve("data"))) {
      assertThat(server.terminate()).isZero();
    }
  }

  @BeforeEach
  void take() throws IOException {
    data = directory.resolve("data");
    backup = directory.resolve("backup");
    try (Stream<Path> files = Files.walk(left.resolve("data"))) {
      for (Path file : files.toList()) {
        Files.copy(file, data.resolve(left.resolve("data").relativize(file).toString()));
      }
    }
  }

  @Test
  void shouldMakeABackupThatIsADataDirectoryForItsOwnerOnly() throws IOException {
    assertThat(backUp()).as(said()).isZero();
    assertThat(said()).contains("shard 0: up to sequence 1 at ", "Backed up to " + backup, " MB/s");
    assertThat(names(backup))
        .containsExactly(MANIFEST, "lock", "node.key", "operator.key", "shard-000");
    assertThat(modes(backup)).isEqualTo("rwx------");
    assertThat(modes(backup.resolve("node.key"))).isEqualTo("rw-------");
    assertThat(Files.readString(backup.resolve("node.key")))
        .isEqualTo(Files.readString(data.resolve("node.key")));
    assertThat(run("log", "verify", "--data", backup.toString())).isZero();
    assertThat(run("audit", "--data", backup.toString())).isZero();
  }

  @Test
  void shouldTakeTheOperatorsNewKeyAlong() throws IOException {
    assertThat(backUp()).isZero();
    Files.writeString(data.resolve("operator.key"), "another\n");
    assertThat(backUp()).isZero();
    assertThat(Files.readString(backup.resolve("operator.key"))).isEqualTo("another\n");
  }

  @Test
  void shouldRefuseADirectoryThatIsNeitherEmptyNorABackup() throws IOException {
    Files.createDirectories(backup);
    Files.writeString(backup.resolve("holiday.jpg"), "mine");
    assertThat(backUp()).isEqualTo(2);
    assertThat(said()).contains("is neither empty nor a backup: holiday.jpg lies there");
    assertThat(names(backup)).containsExactly("holiday.jpg");
  }

  @Test
  void shouldRefuseADataDirectory() throws Exception {
    Path other = directory.resolve("other");
    try (ServerProcess server = ServerProcess.start(other)) {
      server.kill();
    }
    List<String> before = names(other);
    assertThat(run("backup", "--data", data.toString(), other.toString())).isEqualTo(2);
    assertThat(run("backup", "--data", data.toString(), data.toString())).isEqualTo(2);
    assertThat(names(other)).isEqualTo(before);
  }

  @Test
  void shouldRefuseTheBackupOfAnotherNode() throws Exception {
    assertThat(backUp()).isZero();
    Path other = directory.resolve("other");
    try (ServerProcess server = ServerProcess.start(other)) {
      server.kill();
    }
    assertThat(run("backup", "--data", other.toString(), backup.toString())).isEqualTo(2);
    assertThat(said()).contains("is not of this log's past");
  }

  @Test
  void shouldRefuseAUseWithoutADirectory() {
    assertThat(run("backup", "--data", data.toString())).isEqualTo(2);
    assertThat(said()).contains("Missing required parameter: 'DIR'");
  }

  @Test
  @Timeout(60)
  void shouldNotStartOnACopyThatIsNotWhole() throws Exception {
    assertThat(backUp()).isZero();
    List<Path> files = files(backup);
    assertThat(files).hasSizeGreaterThanOrEqualTo(3);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      Files.delete(file);
      refused("is missing");
      if (file.equals(files.getFirst())) {
        doesNotStart("is missing");
      }
      Files.write(file, Arrays.copyOf(whole, whole.length - 1));
      refused("This copy of a backup is not whole: " + file);
      Files.write(file, whole);
    }
    byte[] key = Files.readAllBytes(backup.resolve("node.key"));
    byte[] changed = key.clone();
    changed[3] ^= 1;
    Files.write(backup.resolve("node.key"), changed);
    refused("node.key is missing, or not the one that was copied");
    Files.write(backup.resolve("node.key"), key);
    Path manifest = backup.resolve(MANIFEST);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("packed", "pecked").replace("taken", "token"));
    refused("its checksum is of another text");
  }

  @Test
  @Timeout(60)
  void shouldNotStartOnABackupThatWasCutShort() throws Exception {
    assertThat(backUp()).isZero();
    Files.delete(backup.resolve(MANIFEST));
    Files.createFile(backup.resolve("backup.unfinished"));
    doesNotStart("is a backup that was cut short before it was whole");
    assertThat(backUp()).as("it can be finished").isZero();
    try (ServerProcess server = ServerProcess.start(backup)) {
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  @Timeout(60)
  void shouldLeaveOutWhatALaterBackupBeganAndDidNotFinish() throws Exception {
    assertThat(backUp()).isZero();
    Path shard = backup.resolve("shard-000");
    Path later = shard.resolve("archive/00000000000000000001.packed");
    Files.writeString(later, "of the next backup");
    Files.writeString(shard.resolve("archive/00000000000000000009.packed.tmp"), "likewise");
    try (ServerProcess server = ServerProcess.start(backup)) {
      assertThat(server.terminate()).isZero();
    }
    assertThat(later).doesNotExist();
    assertThat(names(backup)).doesNotContain(MANIFEST);
    assertThat(backUp()).as("a node has run on it").isEqualTo(2);
  }

  /** A later start does not know any more that it is one. */
  @Test
  @Timeout(60)
  void shouldKnowFromItsFirstStartOnWhatTheOriginalHasTold() throws Exception {
    assertThat(backUp()).isZero();
    Path deliveries = backup.resolve("deliveries.db");
    Files.createDirectory(deliveries); // in the way
    try (ServerProcess server = ServerProcess.launch(backup, "--no-webhooks")) {
      assertThat(server.exitStatus()).isNotZero();
      assertThat(server.errors()).contains(deliveries + " cannot be made");
    }
    assertThat(names(backup)).as("it is still a copy").contains(MANIFEST);
    Files.delete(deliveries);
    long beforeMillis = new SystemClock().wallMillis();
    try (ServerProcess server = ServerProcess.start(backup, "--no-webhooks")) {
      assertThat(server.terminate()).isZero();
    }
    assertThat(names(backup)).doesNotContain(MANIFEST);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + deliveries);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT delivers_from_ms FROM millrace_schema")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(1)).isGreaterThanOrEqualTo(beforeMillis);
    }
  }

  /** As a start judges it, before it opens anything. */
  private void refused(String sentence) {
    Throwable refusal = catchThrowable(() -> RestoredCopy.of(new DataDirectory(backup)));
    assertThat(refusal).isNotNull();
    assertThat(Failures.statusOf(refusal)).contains(ExitStatus.DAMAGED);
    assertThat(Failures.sentenceOf(refusal)).contains(sentence);
  }

  private void doesNotStart(String sentence) throws Exception {
    try (ServerProcess server = ServerProcess.launch(backup)) {
      assertThat(server.exitStatus()).as(server.errors()).isEqualTo(3);
      assertThat(server.errors()).contains(sentence);
    }
  }

  private int backUp() {
    return run("backup", "--data", data.toString(), backup.toString());
  }

  private int run(String... arguments) {
    said.reset();
    PrintStream out = new PrintStream(said, true, UTF_8);
    return Millrace.run(new Terminal(out, out, Map.of()), arguments);
  }

  private String said() {
    return said.toString(UTF_8);
  }

  private static String modes(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** All that the manifest names, but for itself. */
  private static List<Path> files(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(log|packed|snapshot|key)"))
          .sorted()
          .toList();
    }
  }
}
