package io.millrace.engine.snapshot;

import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Recorded;
import io.millrace.model.fact.Fact;
import io.millrace.model.wire.FactEncoder;
import io.millrace.model.wire.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one block of a snapshot, little endian. Written again for the next block. Owned by
 * one thread.
 */
public final class StateWriter {
  private static final int BYTES_FIRST = 1 << 16;

  private final FactEncoder facts = new FactEncoder();
  private byte[] bytes = new byte[BYTES_FIRST];
  private int length;

  public StateWriter number(long value) {
    room(Long.BYTES);
    smallAt(length, (int) value);
    smallAt(length + Integer.BYTES, (int) (value >>> Integer.SIZE));
    length += Long.BYTES;
    return this;
  }

  public StateWriter small(int value) {
    room(Integer.BYTES);
    smallAt(length, value);
    length += Integer.BYTES;
    return this;
  }

  public StateWriter text(String value) {
    byte[] utf8 = Utf8.bytes(value);
    return bytes(utf8, utf8.length);
  }

  public StateWriter textIfAny(@Nullable String value) {
    small(value == null ? 0 : 1);
    return value == null ? this : text(value);
  }

  /**
   * What a fact says already, in its own form, whose meaning never changes. It names the first
   * level: that of the whole stands in the snapshot's header, and this fact was never logged.
   */
  public StateWriter fact(Fact fact) {
    facts.truncate(0);
    facts.add(new Recorded(Level.FIRST, null, 0, Actor.NODE, null, fact));
    return bytes(facts.array(), facts.length());
  }

  private StateWriter bytes(byte[] source, int count) {
    small(count);
    room(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = source[i];
    }
    return this;
  }

  void smallAt(int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  void clear() {
    length = 0;
  }

  /** The block is its first {@link #length} bytes. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
