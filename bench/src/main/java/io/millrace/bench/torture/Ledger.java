package io.millrace.bench.torture;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one client has asked and was told, appended to a file of its own at that moment. A line is
 * with the operating system before the client goes on, so the client's own death loses none; the
 * file is forced once a second. Owned by its client.
 */
final class Ledger implements Closeable {
  static final String ASKED = "asked";
  static final String TOLD = "told";
  static final String LOST = "lost";

  private static final JsonMapper JSON = new JsonMapper();
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FileChannel file;
  private long numbers;
  private long forcedNanos = System.nanoTime();

  Ledger(Path path) throws IOException {
    file = FileChannel.open(path, CREATE, WRITE, APPEND);
  }

  /** Gives the number of the request. */
  long asked(Asking asking, long atNanos) throws IOException {
    ObjectNode line = line(ASKED, ++numbers, atNanos);
    line.put("method", asking.method());
    line.put("path", asking.path());
    line.put("role", asking.as().role().name());
    line.put("id", asking.as().id());
    line.put("key", asking.key());
    line.put("body", asking.body());
    write(line);
    return numbers;
  }

  void told(long number, Answered answered, long atNanos) throws IOException {
    ObjectNode line = line(TOLD, number, atNanos);
    line.put("status", answered.status());
    line.put("replay", answered.isReplay());
    line.put("position", answered.position());
    line.put("decided", answered.decidedMillis());
    line.put("body", answered.body());
    write(line);
  }

  void lost(long number, long atNanos) throws IOException {
    write(line(LOST, number, atNanos));
  }

  private static ObjectNode line(String kind, long number, long atNanos) {
    ObjectNode line = JSON.createObjectNode();
    line.put("line", kind);
    line.put("number", number);
    line.put("at", atNanos);
    return line;
  }

  private void write(ObjectNode line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    if (System.nanoTime() - forcedNanos > FORCE_NANOS) {
      file.force(false);
      forcedNanos = System.nanoTime();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
