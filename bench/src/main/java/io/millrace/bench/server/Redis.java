package io.millrace.bench.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/** Redis with an append-only file and no snapshots. */
public final class Redis implements Server {

  /** Of Debian. */
  private static final Path INSTALLED = Path.of("/usr/bin/redis-server");

  private static final String BUNDLED_TITLE = "Redis 6.2.6";
  private static final Pattern VERSION = Pattern.compile("v=(\\S+)");

  private static final String PONG = "+PONG";
  private static final int ANSWER_MILLIS_MAX = 1_000;

  private final int port = Ports.free();
  private final List<String> settings;
  private final boolean installed;
  private Optional<Path> home = Optional.empty();
  private Optional<File> program = Optional.empty();
  private Optional<Child> child = Optional.empty();

  private Redis(List<String> settings, boolean installed) {
    this.settings = settings;
    this.installed = installed;
  }

  /**
   * As durable as it gets: each write is forced before it is answered. Expiry works as eagerly as
   * it can be told to; the events are on.
   */
  public static Redis withEagerExpiry() {
    return new Redis(
        List.of(
            "--appendfsync",
            "always",
            "--notify-keyspace-events",
            "Ex",
            "--hz",
            "100",
            "--active-expire-effort",
            "10"),
        false);
  }

  /**
   * The newest that is here: Debian's, or else that of the build.
   *
   * @param appendFsync when the file is forced
   */
  public static Redis newest(String appendFsync) {
    return new Redis(List.of("--appendfsync", appendFsync), Files.isExecutable(INSTALLED));
  }

  @Override
  public String title() {
    return installed ? "Redis " + installedVersion() : BUNDLED_TITLE;
  }

  private static String installedVersion() {
    try {
      Process process = new ProcessBuilder(INSTALLED.toString(), "--version").start();
      Matcher said = VERSION.matcher(new String(process.getInputStream().readAllBytes(), US_ASCII));
      return said.find() ? said.group(1) : "of an unknown version";
    } catch (IOException _) {
      return "of an unknown version";
    }
  }

  public int port() {
    return port;
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
      program =
          Optional.of(
              installed
                  ? INSTALLED.toFile()
                  : ExecutableProvider.newJarResourceProvider(here.toFile()).get());
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
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
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
            "yes"));
    command.addAll(settings);
    Child started =
        Child.start(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())));
    child = Optional.of(started);
    Readiness.await(started, output, this::serves);
  }

  /** It listens long before it has read its file, and until then refuses everything. */
  private boolean serves() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS_MAX);
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(PONG.length()), US_ASCII).equals(PONG);
    } catch (IOException _) {
      return false;
    }
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
