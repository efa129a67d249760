package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.ServerProcess;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process and the file of limits that an operator changes while it runs. */
class LimitsFileTest {
  @TempDir Path data;

  private final HttpClient client = HttpClient.newHttpClient();

  private Path file(String rule) throws Exception {
    Path file = data.resolve("limits.yaml");
    Files.writeString(
        file,
        "version: 1\nrules: [{name: %s, algorithm: {concurrency: {limit: 5}}}]".formatted(rule));
    return file;
  }

  private String limits(ServerProcess server) throws Exception {
    HttpResponse<String> answer =
        Operator.send(client, Operator.request(server, "/v1/admin/limits"), "GET", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void shouldFollowTheFileAndKeepWhatIsInForceWhenItGoesBad() throws Exception {
    Path file = file("first");
    try (ServerProcess server = ServerProcess.launch(data, "--limits", file.toString())) {
      assertThat(server.isReady()).as(server.errors()).isTrue();
      assertThat(limits(server)).contains("\"rule\":\"first\"", "\"trouble\":null");
      file("second");
      while (!limits(server).contains("\"rule\":\"second\"")) {
        Thread.onSpinWait();
      }
      Files.writeString(file, "version: 1\nrules: [{}]");
      while (limits(server).contains("\"trouble\":null")) {
        Thread.onSpinWait();
      }
      assertThat(limits(server))
          .contains("\"rule\":\"second\"", "limits.yaml:2:9: rules[0]: lacks name");
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void shouldRefuseToStartOnAFileThatIsNoGood() throws Exception {
    Path file = data.resolve("limits.yaml");
    Files.writeString(
        file, "version: 1\nrules: [{name: a, algorithm: {concurrency: {limit: none}}}]");
    try (ServerProcess server = ServerProcess.launch(data, "--limits", file.toString())) {
      assertThat(server.exitStatus()).isEqualTo(2);
      assertThat(server.errors())
          .contains("limits.yaml:2:", "rules[0].algorithm.concurrency.limit");
    }
  }
}
