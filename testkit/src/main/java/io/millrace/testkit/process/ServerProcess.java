package io.millrace.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code millrace start} as a process of its own, on a free port unless told another. The program
 * is found by its name on the class path of the test, which must have it.
 */
public final class ServerProcess implements AutoCloseable {

  private static final String PROGRAM = "io.millrace.app.Millrace";

  /** The country has digits of its own, which nobody shall find in a name or an answer. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-Xmx512m",
          "-Duser.language=ar",
          "-Duser.country=EG");

  /** A start makes three of zeros and forces them: with the usual 64 MiB that is most of it. */
  private static final String SEGMENT_SIZE = "2MiB";

  private static final Pattern READY = Pattern.compile("ready on (http://\\S+)");
  private static final long EXIT_SECONDS_MAX = 30;

  /** A look at its errors costs next to nothing; all of them together take two minutes. */
  private static final long LOOK_NANOS = 10_000_000;

  private static final int LOOKS_MAX = 12_000;

  private final Process process;
  private final Path data;
  private final Path errors;
  private final String url;

  private ServerProcess(Process process, Path data, Path errors, String url) {
    this.process = process;
    this.data = data;
    this.errors = errors;
    this.url = url;
  }

  /** Returns when the ready line has come, or when the process has ended without one. */
  public static ServerProcess launch(Path data, String... more) throws IOException {
    return launchOn(0, data, more);
  }

  public static ServerProcess launchOn(int port, Path data, String... more) throws IOException {
    ProcessBuilder command =
        TestProcess.java(JVM_FLAGS, PROGRAM, "start", "--port", Integer.toString(port));
    command.command().addAll(List.of("--data", data.toString()));
    command.command().addAll(List.of(more));
    command.environment().put("MILLRACE_SEGMENT_SIZE", SEGMENT_SIZE); // flags stand above it
    Path errors = Files.createTempFile("millrace", ".err");
    Process process = command.redirectError(errors.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    return new ServerProcess(process, data, errors, ready.find() ? ready.group(1) : "");
  }

  /** The same for a server that has no reason not to start. */
  public static ServerProcess start(Path data, String... more) throws IOException {
    ServerProcess server = launch(data, more);
    assertThat(server.isReady()).as(server.errors()).isTrue();
    return server;
  }

  public boolean isReady() {
    return !url.isEmpty();
  }

  public String url() {
    return url;
  }

  public int port() {
    return URI.create(url).getPort();
  }

  /** Which the server wrote into its data directory. */
  public String operatorKey() throws IOException {
    return Files.readString(data.resolve("operator.key")).strip();
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** {@code kill}, and then the exit status. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return exitStatus();
  }

  public int exitStatus() throws InterruptedException {
    if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end");
    }
    return process.exitValue();
  }

  /** Returns once standard error has these words, and fails after minutes. */
  public void awaitSaid(String words) throws IOException {
    for (int looks = 0; looks < LOOKS_MAX && !errors().contains(words); looks++) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    assertThat(errors()).contains(words);
  }

  public String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
