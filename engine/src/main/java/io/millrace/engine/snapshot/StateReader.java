package io.millrace.engine.snapshot;

import io.millrace.model.Recorded;
import io.millrace.model.fact.Fact;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.model.wire.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one block of a snapshot as {@link StateWriter} wrote it. Owned by one thread. */
public final class StateReader {
  private final byte[] bytes;
  private final int length;
  private final FactDecoder decoder;
  private int at;
  private int version;

  /**
   * Begins at the first byte.
   *
   * @param length of the block, which may be shorter than the array
   * @param decoder of the facts in it, which may know texts of other blocks
   */
  StateReader(byte[] bytes, int length, FactDecoder decoder) {
    this.bytes = bytes;
    this.length = length;
    this.decoder = decoder;
  }

  void ofVersion(int number) {
    version = number;
  }

  /** Of the layout of the things that it holds. */
  public int version() {
    return version;
  }

  public long number() {
    int from = take(Long.BYTES);
    return (small(from) & 0xffff_ffffL) | (long) small(from + Integer.BYTES) << Integer.SIZE;
  }

  public int small() {
    return small(take(Integer.BYTES));
  }

  public String text() {
    int count = small();
    int from = take(count);
    return Utf8.text(bytes, from, count);
  }

  public @Nullable String textIfAny() {
    return small() == 0 ? null : text();
  }

  /** A fact of a type that its place in the state allows. */
  public <F extends Fact> F fact(Class<F> type) {
    int count = small();
    int from = take(count);
    List<Recorded> facts = new ArrayList<>(1);
    try {
      decoder.begin(Arrays.copyOfRange(bytes, from, from + count), count);
      decoder.read(facts, Integer.MAX_VALUE);
    } catch (UnreadableFacts e) {
      throw new UnreadableState("a fact in it cannot be read: " + e.getMessage(), e);
    }
    if (facts.size() != 1 || !type.isInstance(facts.getFirst().fact())) {
      throw new UnreadableState("a fact in it is not a " + type.getSimpleName());
    }
    return type.cast(facts.getFirst().fact());
  }

  boolean atEnd() {
    return at == length;
  }

  private int small(int from) {
    return (bytes[from] & 0xff)
        | (bytes[from + 1] & 0xff) << 8
        | (bytes[from + 2] & 0xff) << 16
        | (bytes[from + 3] & 0xff) << 24;
  }

  private int take(int count) {
    if (count < 0 || count > length - at) {
      throw new UnreadableState("a block ends inside a thing");
    }
    int from = at;
    at += count;
    return from;
  }
}
