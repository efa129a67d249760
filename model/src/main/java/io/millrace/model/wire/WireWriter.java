package io.millrace.model.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes protobuf's wire format into an array that it keeps and grows. Owned by one thread.
 *
 * <p>Why not the generated builders: they need each nested length before the first byte, so they
 * walk and allocate every message twice; here a length is patched in when its message is closed.
 * {@code WireFormTest} holds both against each other.
 */
final class WireWriter {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private static final int VARINT_BYTES_MAX = 10;
  private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

  private byte[] bytes;
  private int position;

  WireWriter(int capacityBytes) {
    bytes = new byte[capacityBytes];
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return position;
  }

  /** Forgets everything written at and after the place. */
  void truncate(int place) {
    position = place;
  }

  /** A field at zero is not written, as proto3 has it. */
  void number(int field, long value) {
    if (value != 0) {
      reserve(2 * VARINT_BYTES_MAX);
      varint(tag(field, VARINT));
      varint(value);
    }
  }

  void signed(int field, long value) {
    number(field, value << 1 ^ value >> 63);
  }

  void flag(int field, boolean value) {
    number(field, value ? 1 : 0);
  }

  /** Written even when zero: half of a fingerprint is no less there for being zero. */
  void fixed(int field, long value) {
    reserve(VARINT_BYTES_MAX + Long.BYTES);
    varint(tag(field, FIXED64));
    LONGS.set(bytes, position, value);
    position += Long.BYTES;
  }

  /** Null is absent; an empty text is there. */
  void text(int field, @Nullable String value) {
    if (value == null) {
      return;
    }
    int length = value.length();
    reserve(2 * VARINT_BYTES_MAX + length * UTF8_BYTES_PER_CHAR_MAX);
    varint(tag(field, LENGTH_DELIMITED));
    int start = position;
    varint(length);
    byte[] target = bytes;
    int at = position;
    int seen = 0; // looked at once, after the loop, which so has no branch but its own
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      seen |= c;
      target[at + i] = (byte) c;
    }
    position = at + length;
    if (seen >= 0x80) {
      position = start;
      beyondAscii(value);
    }
  }

  /** A text that can only be ASCII, as names of shops, SKUs and buyers are. */
  @SuppressWarnings("deprecation") // it drops high bytes, and there are none
  void name(int field, String value) {
    int length = value.length();
    reserve(2 * VARINT_BYTES_MAX + length);
    varint(tag(field, LENGTH_DELIMITED));
    varint(length);
    value.getBytes(0, length, bytes, position);
    position += length;
  }

  private void beyondAscii(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    varint(encoded.length);
    raw(encoded);
  }

  void bytes(int field, byte[] value) {
    reserve(2 * VARINT_BYTES_MAX + value.length);
    varint(tag(field, LENGTH_DELIMITED));
    varint(value.length);
    raw(value);
  }

  private void raw(byte[] value) {
    System.arraycopy(value, 0, bytes, position, value.length);
    position += value.length;
  }

  /** Numbers in one field, as proto3 has them; none are not written. */
  void packed(int field, List<Long> values) {
    if (values.isEmpty()) {
      return;
    }
    int message = open(field);
    for (int i = 0; i < values.size(); i++) {
      reserve(VARINT_BYTES_MAX);
      varint(values.get(i));
    }
    close(message);
  }

  /** Begins a nested message; {@link #close} takes what this returns. */
  int open(int field) {
    return open(field, 1);
  }

  /** Ends a message that {@link #open} has begun. */
  void close(int start) {
    close(start, 1);
  }

  /** For a message that mostly has 128 bytes or more; {@link #closeLong} ends it. */
  int openLong(int field) {
    return open(field, 2);
  }

  void closeLong(int start) {
    close(start, 2);
  }

  private int open(int field, int lengthBytes) {
    reserve(2 * VARINT_BYTES_MAX);
    varint(tag(field, LENGTH_DELIMITED));
    position += lengthBytes;
    return position;
  }

  /**
   * Puts the length before the message, which moves if it was not given the bytes that it takes.
   */
  private void close(int start, int lengthBytes) {
    int length = position - start;
    int taken = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      taken++;
    }
    int move = taken - lengthBytes;
    if (move != 0) {
      reserve(VARINT_BYTES_MAX);
      System.arraycopy(bytes, start, bytes, start + move, length);
    }
    position = start - lengthBytes;
    varint(length);
    position += length;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  private void varint(long value) {
    byte[] target = bytes;
    int at = position; // in a register, and not written back for each byte
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    position = at;
  }

  private void reserve(int more) {
    if (bytes.length - position < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + more));
    }
  }
}
