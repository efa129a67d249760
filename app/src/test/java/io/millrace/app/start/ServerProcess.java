package io.millrace.app.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace start} as a process of its own, on a free port unless told another. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready on (http://\\S+)");
  private static final long EXIT_SECONDS_MAX = 30;

  private final Process process;
  private final Path errors;
  private final String url;

  private ServerProcess(Process process, Path errors, String url) {
    this.process = process;
    this.errors = errors;
    this.url = url;
  }

  /** Returns when the ready line has come, or when the process has ended without one. */
  static ServerProcess start(Path data, String... more) throws IOException {
    return startOn(0, data, more);
  }

  static ServerProcess startOn(int port, Path data, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseCompactObjectHeaders", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.millrace.app.Millrace", "start"));
    command.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
    command.addAll(List.of(more));
    Path errors = Files.createTempFile("millrace", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    return new ServerProcess(process, errors, ready.find() ? ready.group(1) : "");
  }

  int port() {
    return URI.create(url).getPort();
  }

  String url() {
    return url;
  }

  boolean isReady() {
    return !url.isEmpty();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  /** As the operator, whose key the server wrote. */
  static HttpResponse<String> send(
      HttpClient client, HttpRequest.Builder request, Path data, String method, String body)
      throws IOException, InterruptedException {
    String key = Files.readString(data.resolve("operator.key")).strip();
    return client.send(
        request
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** {@code kill}, and then the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exitStatus();
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
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
