package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.LogDamaged;
import io.millrace.journal.StoredFrame;
import io.millrace.node.SystemClock;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One bit of a log flips while nothing runs, and then the server itself is started on it. */
final class DamagedLogTest {

  private static final int BLOCK_BYTES = 4_096;
  private static final int FRAME_HEADER_BYTES = 104;
  private static final int ORDERS = 5;

  @TempDir Path data;

  @Test
  @Timeout(60)
  void shouldRefuseABitThatFlippedInAnEarlierFrameAndSayWhere() throws Exception {
    List<StoredFrame> frames = write();
    StoredFrame damaged = frames.get(frames.size() - 3);
    String where = damaged.segment() + " at offset " + damaged.offset();
    int[] places = {
      0, 64, FRAME_HEADER_BYTES + 5, BLOCK_BYTES - 1
    }; // magic, time, payload, padding
    for (int place : places) {
      flip(damaged, place);
      assertThatThrownBy(() -> LocalNode.start(data, new SystemClock()).close())
          .as("byte %d", place)
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining(where);
      flip(damaged, place);
    }
    flip(damaged, places[2]);
    try (ServerProcess server = ServerProcess.launch(data)) {
      assertThat(server.exitStatus()).as(server.errors()).isEqualTo(3);
      assertThat(server.errors()).contains(where);
    }
    flip(damaged, places[2]);
    try (ServerProcess server = ServerProcess.start(data)) {
      assertThat(server.terminate()).as("nothing was changed by the refusals").isZero();
    }
    List<StoredFrame> after = new Books(data).frames(0);
    assertThat(after).hasSize(frames.size() + 1);
    assertThat(after.get(frames.size() - 1).payload()).isEqualTo(frames.getLast().payload());
  }

  /**
   * The control: the same bit in the last frame is a write that was torn, and no reason to stop.
   */
  @Test
  @Timeout(60)
  void shouldTakeABitThatFlippedInTheLastFrameForATornWrite() throws Exception {
    List<StoredFrame> frames = write();
    flip(frames.getLast(), FRAME_HEADER_BYTES + 5);
    try (ServerProcess server = ServerProcess.start(data)) {
      assertThat(server.errors()).contains("torn", frames.getLast().segment());
      assertThat(server.terminate()).isZero();
    }
    assertThat(new Books(data).orders(0)).hasSize(ORDERS - 1);
  }

  private List<StoredFrame> write() throws Exception {
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("bits", server.operatorKey());
      shop.open(connection, ORDERS);
      for (int i = 0; i < ORDERS; i++) {
        Call order = shop.order(server.operatorKey(), "anna", "wish-" + i);
        assertThat(connection.ask(order).status()).isEqualTo(201);
      }
      assertThat(server.terminate()).isZero();
    }
    return new Books(data).frames(0);
  }

  private void flip(StoredFrame frame, int place) throws IOException {
    Path segment = new Books(data).directory(0).resolve(Path.of(frame.segment()).getFileName());
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(frame.offset() + place);
      int value = file.read();
      file.seek(frame.offset() + place);
      file.write(value ^ 1);
    }
  }
}
