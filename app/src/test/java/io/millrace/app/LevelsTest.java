package io.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Recorded;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.TimePassed;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Facts of a later release: whatever reads the log stops at them, and says so plainly. */
class LevelsTest {

  private static final int LATER = Level.CURRENT + 1;
  private static final String SENTENCE =
      "facts of level 2, but this build reads levels 1 to 1: use the release that wrote it, or a later one";

  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  @Timeout(60)
  void shouldStopEveryReaderWhereALaterLevelBegins() throws Exception {
    List<Recorded> beginnings =
        List.of(
            new Recorded(Level.CURRENT, null, 0, Actor.NODE, null, new LevelRaised(LATER)),
            new Recorded(LATER, null, 0, Actor.NODE, null, new TimePassed()));
    for (Recorded beginning : beginnings) {
      Path data = directory.resolve(beginning.fact().getClass().getSimpleName());
      try (WrittenLog log = WrittenLog.in(data)) {
        log.writeLife();
        log.writeUnread(beginning);
      }
      assertThat(run("log", "dump", "--data", data.toString())).isEqualTo(3);
      assertThat(said()).contains("(sequence 10): " + SENTENCE);
      assertThat(run("audit", "--data", data.toString())).isEqualTo(3);
      assertThat(said()).contains("(sequence 10): " + SENTENCE);
      assertThat(run("log", "verify", "--data", data.toString())).as("bytes are bytes").isZero();
      giveKeysTo(data);
      try (ServerProcess server = ServerProcess.launch(data, "--accept-clock")) {
        assertThat(server.exitStatus()).isEqualTo(3);
        assertThat(server.errors()).contains("the frame at sequence 10 ", SENTENCE);
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldPassOverASnapshotOfALaterLevel() throws Exception {
    Path data = directory.resolve("data");
    try (WrittenLog log = WrittenLog.in(data)) {
      log.writeLife();
      log.snapshot(data, 0, LATER);
    }
    giveKeysTo(data);
    try (ServerProcess server = ServerProcess.start(data, "--accept-clock")) {
      assertThat(server.errors())
          .contains("it holds facts of level 2, and this build reads up to 1")
          .contains("the whole log is replayed instead");
      server.kill();
    }
  }

  /** A log without any is not started on. */
  private static void giveKeysTo(Path data) throws Exception {
    RandomBytes random = new Random(1)::nextBytes;
    Files.writeString(data.resolve("node.key"), NodeKey.generate(random));
  }

  private int run(String... arguments) {
    said.reset();
    PrintStream out = new PrintStream(said, true, UTF_8);
    return Millrace.run(new Terminal(out, out, Map.of()), arguments);
  }

  private String said() {
    return said.toString(UTF_8);
  }
}
