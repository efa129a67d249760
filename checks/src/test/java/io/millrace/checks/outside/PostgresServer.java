package io.millrace.checks.outside;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A real PostgreSQL on a port of its own, which a test kills and starts on what is left. */
final class PostgresServer implements AutoCloseable {
  private final Path files;
  private final int port;
  private EmbeddedPostgres server;

  private PostgresServer(Path files, int port) throws IOException {
    this.files = files;
    this.port = port;
    this.server = begin();
  }

  /** Returns when it takes connections. */
  static PostgresServer start(Path files) throws IOException {
    return new PostgresServer(files, freePort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private EmbeddedPostgres begin() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(files)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .start();
  }

  int port() {
    return port;
  }

  String url() {
    return url(port);
  }

  /** By way of another port. */
  static String url(int through) {
    return "jdbc:postgresql://127.0.0.1:" + through + "/postgres?user=postgres";
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** {@code kill -9} of all its processes; the first one first, or it would start others. */
  void kill() throws IOException {
    String pid = Files.readAllLines(files.resolve("postmaster.pid")).getFirst();
    ProcessHandle first = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    List<ProcessHandle> others = first.descendants().toList();
    Stream.concat(Stream.of(first), others.stream())
        .peek(ProcessHandle::destroyForcibly)
        .toList()
        .forEach(process -> process.onExit().join());
  }

  /** After a kill. */
  void startAgain() throws IOException {
    server.close(); // it lets go of the files
    server = begin();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
