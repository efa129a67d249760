package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace start} as a process of its own, on a free port. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready on http://[^:]+:(\\d+) ");
  private static final long EXIT_SECONDS_MAX = 30;

  private final Process process;
  private final Path data;
  private final Path errors;
  private final int port;

  private ServerProcess(Process process, Path data, Path errors, int port) {
    this.process = process;
    this.data = data;
    this.errors = errors;
    this.port = port;
  }

  /** Returns when the ready line has come, or when the process has ended without one. */
  static ServerProcess launch(Path data, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.millrace.app.Millrace", "start"));
    command.addAll(List.of("--port", "0", "--data", data.toString()));
    command.addAll(List.of(more));
    Path errors = Files.createTempFile("millrace", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    int port = ready.find() ? Integer.parseInt(ready.group(1)) : 0;
    return new ServerProcess(process, data, errors, port);
  }

  /** The same for a server that has no reason not to start. */
  static ServerProcess start(Path data, String... more) throws IOException {
    ServerProcess server = launch(data, more);
    assertThat(server.port).as(server.errors()).isPositive();
    return server;
  }

  Connection connect() throws IOException {
    return new Connection(port);
  }

  String operatorKey() throws IOException {
    return Files.readString(data.resolve("operator.key")).strip();
  }

  /** {@code kill}, and then the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exitStatus();
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end");
    }
    return process.exitValue();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
