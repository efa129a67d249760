package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.Opening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A small log on a simulated disk, whose bytes a test then changes. Frames hold one fact each. */
final class LogOnDisk {

  static final int BLOCK = 4_096;
  static final LogId ID = LogContract.ID;
  static final String FIRST = "log/00000000000000000001.log";

  /** The header's block and four for frames. */
  static final long SEGMENT_BYTES = 5 * BLOCK;

  final SimulatedDisk disk = new SimulatedDisk(1);
  final LogInspector inspector = new LogInspector(disk, "log");
  final TaskQueue tasks = new TaskQueue();
  private final long segmentBytes;
  @Nullable Opening opening;

  LogOnDisk() {
    this(SEGMENT_BYTES);
  }

  LogOnDisk(long segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  /** With so many frames, each of one block. */
  static LogOnDisk holding(int frames) throws IOException {
    LogOnDisk made = new LogOnDisk();
    try (Log log = made.open()) {
      for (int i = 1; i <= frames; i++) {
        made.append(log, text("frame " + i));
      }
    }
    return made;
  }

  FileLog open() throws IOException {
    return open(ID);
  }

  FileLog open(LogId id) throws IOException {
    return FileLog.open(
        FileLogSettings.of(new LogPlace(disk, "log", 3), () -> id, new LogThreads(tasks, tasks))
            .withSegmentBytes(segmentBytes)
            .withWatch(new LogWatch(found -> opening = found, () -> 0)));
  }

  void append(Log log, byte[] payload) {
    long next = log.lastSequence() + 1;
    CompletableFuture<Long> future =
        log.append(new Frame(next, 1, 1_000 + next, 7 * next, payload, payload.length));
    tasks.runAll();
    assertThat(future).isCompletedWithValue(next);
  }

  /** The last sequence that can be read. */
  static long readThrough(Log log) {
    long last = 0;
    try (FrameReader reader = log.read(1)) {
      for (var frame = reader.next(); frame != null; frame = reader.next()) {
        assertThat(frame.firstSequence()).isEqualTo(last + 1);
        last = frame.lastSequence();
      }
    }
    return last;
  }

  /** All files, to see that nothing was changed. */
  List<String> image() throws IOException {
    List<String> image = new ArrayList<>();
    for (String name : disk.list("log")) {
      image.add(name + " " + crc(disk.contents("log/" + name)));
    }
    return image;
  }

  void flip(String file, int at, int bit) throws IOException {
    byte[] bytes = disk.contents(file);
    bytes[at] ^= (byte) (1 << bit);
    disk.overwrite(file, bytes);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Makes a changed segment header whole again, as a newer version would have written it. */
  static void sealHeader(byte[] segment) {
    CRC32C crc = new CRC32C();
    crc.update(segment, 0, 92);
    little(segment).putInt(92, (int) crc.getValue());
  }

  /** The same for what the header says of ancestors, of which there is one. */
  static void sealLineage(byte[] segment) {
    CRC32C crc = new CRC32C();
    crc.update(segment, 96, 4);
    crc.update(segment, 104, 24);
    little(segment).putInt(100, (int) crc.getValue());
  }

  /** Makes a changed frame whole again: both checksums. */
  static void sealFrame(byte[] frame) {
    CRC32C header = new CRC32C();
    header.update(frame, 0, 92);
    little(frame).putInt(92, (int) header.getValue());
    CRC32C all = new CRC32C();
    all.update(frame, 0, 96);
    all.update(frame, 100, frame.length - 100);
    little(frame).putInt(96, (int) all.getValue());
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }
}
