package io.millrace.model.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.SkuId;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that facts repeat a million times, such as a SKU's id and name: the same bytes give the
 * same string, without making or checking it again. Owned by one decoder.
 *
 * <p>A table in which the newer takes the place of the older: it never grows, and a text that was
 * forgotten is read again. 8,192 places are enough for some thousand SKUs; with more of them at a
 * time it helps less, but harms nothing.
 */
final class KnownTexts {
  private static final int PLACE_BITS = 13;
  private static final int PLACES = 1 << PLACE_BITS;

  /** Longer ones are rarely the same twice. */
  private static final int BYTES_MAX = 256;

  /** What stands in a string for bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\ufffd';

  private static final long FACTOR = 0x9e3779b97f4a7c15L;
  private static final int PLACE_SHIFT = Long.SIZE - PLACE_BITS;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] payload;
  private final @Nullable Known[] known;
  private String actor = "";
  private int actorFrom;
  private int actorSize;

  private KnownTexts(byte[] payload, @Nullable Known[] known) {
    this.payload = payload;
    this.known = known;
  }

  /** Before the first payload. */
  static KnownTexts none() {
    return new KnownTexts(new byte[0], new Known[PLACES]);
  }

  /** The same texts, for the next payload. */
  KnownTexts of(byte[] next) {
    return new KnownTexts(next, known);
  }

  private static final class Known {
    final byte[] bytes;
    final String text;
    @Nullable SkuId sku;

    Known(byte[] bytes, String text) {
      this.bytes = bytes;
      this.text = text;
    }
  }

  String text(CodedInputStream in) throws IOException {
    return read(in).text;
  }

  /** The name of whoever acts, which a buyer's order says once more; see {@link #again}. */
  String actor(CodedInputStream in) throws IOException {
    actorSize = in.readRawVarint32();
    actorFrom = in.getTotalBytesRead();
    in.skipRawBytes(actorSize);
    actor = decode(actorFrom, actorSize);
    return actor;
  }

  /** A text that may be that of the actor. */
  String again(CodedInputStream in) throws IOException {
    int size = in.readRawVarint32();
    int from = in.getTotalBytesRead();
    in.skipRawBytes(size);
    boolean same =
        Arrays.equals(payload, from, from + size, payload, actorFrom, actorFrom + actorSize);
    return same ? actor : decode(from, size);
  }

  SkuId sku(CodedInputStream in) throws IOException {
    Known read = read(in);
    SkuId sku = read.sku;
    if (sku == null) {
      sku = new SkuId(read.text);
      read.sku = sku;
    }
    return sku;
  }

  private Known read(CodedInputStream in) throws IOException {
    int size = in.readRawVarint32();
    int from = in.getTotalBytesRead();
    in.skipRawBytes(size); // refuses what is not there
    if (size > BYTES_MAX) {
      return make(from, size);
    }
    int place = placeOf(from, size);
    Known there = known[place];
    if (there == null
        || !Arrays.equals(there.bytes, 0, there.bytes.length, payload, from, from + size)) {
      there = make(from, size);
      known[place] = there;
    }
    return there;
  }

  private Known make(int from, int size) throws IOException {
    return new Known(Arrays.copyOfRange(payload, from, from + size), decode(from, size));
  }

  private String decode(int from, int size) throws IOException {
    String text = new String(payload, from, size, StandardCharsets.UTF_8);
    boolean replaced = text.indexOf(REPLACEMENT) >= 0; // which may also be what was written
    if (replaced && !ByteString.copyFrom(payload, from, size).isValidUtf8()) {
      throw new InvalidProtocolBufferException("a text that is not UTF-8");
    }
    return text;
  }

  /** Names that differ mostly differ at their ends. */
  private int placeOf(int from, int size) {
    long hash = size;
    if (size >= Long.BYTES) {
      long first = (long) LONGS.get(payload, from);
      long last = (long) LONGS.get(payload, from + size - Long.BYTES);
      hash = ((first * FACTOR) ^ last) + size;
    } else {
      for (int i = 0; i < size; i++) {
        hash = (hash << Byte.SIZE) | payload[from + i];
      }
    }
    return (int) (((hash ^ (hash >>> 32)) * FACTOR) >>> PLACE_SHIFT);
  }
}
