package io.millrace.app.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Terminal;
import io.millrace.app.audit.AuditCommand;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A real process: how it starts, how it ends, and what it says to those who start it wrongly. */
class ServerProcessTest {

  @TempDir Path data;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void shouldServeAndExitWellWhenAskedTo() throws Exception {
    try (ServerProcess server = ServerProcess.launch(data)) {
      assertThat(server.isReady()).as(server.errors()).isTrue();
      assertThat(modes("operator.key")).isEqualTo("rw-------");
      assertThat(modes("node.key")).isEqualTo("rw-------");
      HttpResponse<String> ready =
          Operator.send(client, Operator.request(server, "/health/ready"), "GET", "");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("\"durability\":\"fsync\"");
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void shouldAuditItselfWhileItServes() throws Exception {
    try (ServerProcess server = ServerProcess.launch(data)) {
      String shop =
          "{\"name\":\"S\",\"currency\":\"CNY\",\"timezone\":\"UTC\",\"paymentTimeout\":\"PT30M\"}";
      Operator.send(client, Operator.request(server, "/v1/shops/s"), "PUT", shop);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Terminal terminal = new Terminal(new PrintStream(out, true, UTF_8), System.err, Map.of());
      int status =
          new CommandLine(new AuditCommand(terminal))
              .execute("--url", server.url(), "--data", data.toString());
      assertThat(status).isZero();
      assertThat(out.toString(UTF_8)).startsWith("{\"well\":true,\"shards\":1,\"facts\":2,");
      out.reset();
      int beside = new CommandLine(new AuditCommand(terminal)).execute("--data", data.toString());
      assertThat(beside).as("the files, without asking the node").isZero();
      assertThat(out.toString(UTF_8)).contains("2 facts in 1 shards").doesNotContain("BROKEN");
    }
  }

  @Test
  void shouldRefuseADirectoryThatIsInUse() throws Exception {
    try (ServerProcess first = ServerProcess.launch(data);
        ServerProcess second = ServerProcess.launch(data)) {
      assertThat(first.isReady()).isTrue();
      assertThat(second.exitStatus()).isEqualTo(4);
      assertThat(second.errors()).contains("The log is open for writing elsewhere");
    }
  }

  @Test
  void shouldRefuseAPortThatIsInUse() throws Exception {
    try (ServerProcess first = ServerProcess.launch(data);
        ServerProcess second = ServerProcess.launchOn(first.port(), data.resolve("other"))) {
      assertThat(second.exitStatus()).isEqualTo(4);
      assertThat(second.errors())
          .contains("Cannot listen on port " + first.port())
          .doesNotContain("Exception");
    }
  }

  @Test
  void shouldRefuseAHostThatHasNoAddress() throws Exception {
    try (ServerProcess server = ServerProcess.launch(data, "--host", "nobody.invalid")) {
      assertThat(server.exitStatus()).isEqualTo(4);
      assertThat(server.errors()).contains("of nobody.invalid").doesNotContain("Exception");
    }
  }

  @Test
  void shouldRefuseADataDirectoryThatCannotBe() throws Exception {
    Path file = Files.createFile(data.resolve("file"));
    try (ServerProcess server = ServerProcess.launch(file.resolve("data"))) {
      assertThat(server.exitStatus()).isEqualTo(4);
      assertThat(server.errors()).contains("cannot be made").doesNotContain("Exception");
    }
  }

  @Test
  void shouldRefuseAnotherNumberOfShards() throws Exception {
    try (ServerProcess first = ServerProcess.launch(data, "--shards", "2")) {
      assertThat(first.isReady()).isTrue();
      assertThat(first.terminate()).isZero();
    }
    try (ServerProcess second = ServerProcess.launch(data)) {
      assertThat(second.exitStatus()).isEqualTo(2);
      assertThat(second.errors()).contains("--shards 2");
    }
  }

  @Test
  void shouldRefuseDamagedData() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (ServerProcess server = ServerProcess.launch(data)) {
        assertThat(server.terminate()).isZero();
      }
    }
    flipOneBitOfTheFirstFrame();
    try (ServerProcess server = ServerProcess.launch(data)) {
      assertThat(server.exitStatus()).isEqualTo(3);
      assertThat(server.errors()).contains("Log damaged in ", "at offset 4096");
    }
  }

  @Test
  void shouldRefuseALogWhoseKeyIsGone() throws Exception {
    try (ServerProcess server = ServerProcess.launch(data)) {
      assertThat(server.terminate()).isZero();
    }
    Files.delete(data.resolve("node.key"));
    try (ServerProcess server = ServerProcess.launch(data)) {
      assertThat(server.exitStatus()).isEqualTo(3);
    }
  }

  private String modes(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)));
  }

  private void flipOneBitOfTheFirstFrame() throws IOException {
    Path segment = data.resolve("shard-000").resolve("00000000000000000001.log");
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      long place = 4_096 + 200;
      file.seek(place);
      int value = file.read();
      file.seek(place);
      file.write(value ^ 1);
    }
  }
}
