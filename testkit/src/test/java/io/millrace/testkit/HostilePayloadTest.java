package io.millrace.testkit;

import static io.millrace.testkit.LogOnDisk.BLOCK;
import static io.millrace.testkit.LogOnDisk.FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.FileLog;
import io.millrace.journal.LogDamaged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A client sends the bytes of a frame, hoping that a start takes them for one. */
final class HostilePayloadTest {

  private static final long SEGMENT_BYTES = 16 * BLOCK;
  private static final int HEADER_BYTES = 104;

  /** In the second frame's payload the image stands on a block bound of the file. */
  private static final int IMAGE_AT = 4 * BLOCK;

  @Test
  void shouldHoldBytesThatNoTextCanHold() throws IOException {
    byte[] header = Arrays.copyOf(imageOfAFrame(0), HEADER_BYTES);
    assertThatThrownBy(() -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)))
        .isInstanceOf(CharacterCodingException.class);
    assertThat(header[3]).isZero();
    assertThat(header[5]).isZero();
    assertThat(header[4]).isEqualTo((byte) 0xFF);
  }

  @Test
  void shouldWalkOverAnImageInAWholeFrame() throws IOException {
    LogOnDisk on = withImage(imageOfAFrame(0));
    try (FileLog log = on.open()) {
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(2);
    }
    assertThat(on.inspector.verify().isWell()).isTrue();
  }

  @Test
  void shouldCutATornFrameThoughAPerfectForgeryStandsInIt() throws IOException {
    LogOnDisk on = withImage(imageOfAFrame(0));
    on.flip(FIRST, 2 * BLOCK + 200, 0); // the body is torn, the header whole: its extent is known
    assertOnlyTheFirstFrameIsLeft(on);
  }

  @Test
  void shouldCutAFrameWithoutHeaderThoughTheImageOfAnotherPlaceStandsInIt() throws IOException {
    LogOnDisk on = withImage(imageOfAFrame(48)); // right in all but its offset
    loseHeader(on);
    assertOnlyTheFirstFrameIsLeft(on);
  }

  @Test
  void shouldCutAFrameWithoutHeaderThoughAnImageWithAGuessedIdStandsInIt() throws IOException {
    for (int field : new int[] {12, 16, 24, 31, 40}) {
      LogOnDisk on = withImage(imageOfAFrame(field));
      loseHeader(on);
      assertOnlyTheFirstFrameIsLeft(on);
    }
  }

  /**
   * The control: whoever knows the log's id, the place and the sequence can make a start refuse.
   * Not lose or invent anything: refuse. That is why the id is never shown.
   */
  @Test
  void shouldRefuseRatherThanGuessWhenTheForgerKnowsTheId() throws IOException {
    LogOnDisk on = withImage(imageOfAFrame(0));
    loseHeader(on);
    assertThatThrownBy(on::open).isInstanceOf(LogDamaged.class);
  }

  private static void loseHeader(LogOnDisk on) throws IOException {
    byte[] segment = on.disk.contents(FIRST);
    Arrays.fill(segment, 2 * BLOCK, 2 * BLOCK + 512, (byte) 0);
    on.disk.overwrite(FIRST, segment);
  }

  private static void assertOnlyTheFirstFrameIsLeft(LogOnDisk on) throws IOException {
    try (FileLog log = on.open()) {
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(1);
    }
    assertThat(Objects.requireNonNull(Objects.requireNonNull(on.opening).cut()).firstSequence())
        .isEqualTo(2);
  }

  /** A log of two frames, the second of which carries the image on a block bound. */
  private static LogOnDisk withImage(byte[] image) throws IOException {
    LogOnDisk on = new LogOnDisk(SEGMENT_BYTES);
    byte[] payload = new byte[5 * BLOCK];
    Arrays.fill(payload, (byte) 'x');
    System.arraycopy(image, 0, payload, IMAGE_AT - 2 * BLOCK - HEADER_BYTES, image.length);
    try (FileLog log = on.open()) {
      on.append(log, LogOnDisk.text("first"));
      on.append(log, payload);
    }
    assertThat(Arrays.copyOfRange(on.disk.contents(FIRST), IMAGE_AT, IMAGE_AT + BLOCK))
        .isEqualTo(image);
    return on;
  }

  /**
   * A frame of sequence 3 that would be whole at the image's place: this log's id, segment, offset,
   * epoch and checksums. One byte of the header is then made wrong, unless the field is 0.
   */
  private static byte[] imageOfAFrame(int wrongField) throws IOException {
    byte[] segment = LogOnDisk.holding(3).disk.contents(FIRST);
    byte[] frame = Arrays.copyOfRange(segment, 3 * BLOCK, 4 * BLOCK);
    LogOnDisk.little(frame).putLong(48, IMAGE_AT);
    if (wrongField != 0) {
      frame[wrongField] ^= 1;
    }
    LogOnDisk.sealFrame(frame);
    return frame;
  }
}
