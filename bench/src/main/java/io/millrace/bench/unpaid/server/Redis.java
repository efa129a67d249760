package io.millrace.bench.unpaid.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/**
 * Redis, as durable as it gets: each write is in the append-only file and forced before it is
 * answered. Expiry works as eagerly as it can be told to; the events are on.
 */
public final class Redis implements Server {

  private final int port = Ports.free();
  private Optional<Path> home = Optional.empty();
  private Optional<File> program = Optional.empty();
  private Optional<Child> child = Optional.empty();

  @Override
  public String title() {
    return "Redis 6.2.6";
  }

  @Override
  public int programs() {
    return 1;
  }

  @Override
  public void start(Path directory) throws NotRun {
    Path here = directory.resolve("redis");
    try {
      Files.createDirectories(here);
      program = Optional.of(ExecutableProvider.newJarResourceProvider(here.toFile()).get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new NotRun("there is no Redis for this machine in embedded-redis: " + e.getMessage());
    }
    home = Optional.of(here);
    restart();
  }

  @Override
  public void restart() {
    Path output = home.orElseThrow().resolve("server.log");
    Child started =
        Child.start(
            new ProcessBuilder(
                    program.orElseThrow().toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    home.orElseThrow().toString(),
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--notify-keyspace-events",
                    "Ex",
                    "--hz",
                    "100",
                    "--active-expire-effort",
                    "10")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())));
    child = Optional.of(started);
    Readiness.await(started, output, () -> Ports.answers(port));
  }

  @Override
  public Map<String, String> where() {
    return Map.of("redis", Integer.toString(port));
  }

  @Override
  public void kill() {
    child.orElseThrow().kill();
  }

  @Override
  public List<Child> children() {
    return child.stream().toList();
  }

  @Override
  public long memoryBytes() {
    return child.orElseThrow().anonymousBytes();
  }

  @Override
  public void close() {
    child.ifPresent(Child::close);
  }
}
