package io.millrace.delivery.kafka;

import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.SkippedFact;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a record of the topic for cursors says: up to where facts were published, and what operators
 * gave up, the newest first.
 *
 * <pre>
 *   version (1 byte), log (2 × 8), epoch (8), sequence (8), count (4),
 *   and so often: sequence (8), fact, why, reason (texts behind their length), at (8)
 * </pre>
 */
record KeptCursor(Cursor cursor, List<SkippedFact> skipped) {

  /** Who gives up more has other worries, and the log of the server has them all. */
  static final int SKIPPED_MAX = 20;

  /** Nothing was published, or an operator has said so: the first fact comes next. */
  static final KeptCursor NOTHING = new KeptCursor(new Cursor(0, 0, 0, 0), List.of());

  private static final int TEXT_CHARS_MAX = 1_000;
  private static final byte VERSION = 1;

  KeptCursor {
    skipped = List.copyOf(skipped.subList(0, Math.min(skipped.size(), SKIPPED_MAX)));
  }

  boolean isNothing() {
    return cursor.sequence() == 0;
  }

  /** Whether it says how far another log was published. */
  boolean isOfAnotherLogThan(Cursor other) {
    return !isNothing()
        && (cursor.logHigh() != other.logHigh() || cursor.logLow() != other.logLow());
  }

  KeptCursor with(SkippedFact another, Cursor end) {
    List<SkippedFact> all = new ArrayList<>();
    all.add(another);
    all.addAll(skipped);
    return new KeptCursor(end, all);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(cursor.logHigh());
      out.writeLong(cursor.logLow());
      out.writeLong(cursor.epoch());
      out.writeLong(cursor.sequence());
      out.writeInt(skipped.size());
      for (SkippedFact fact : skipped) {
        out.writeLong(fact.sequence());
        out.writeUTF(cut(fact.fact()));
        out.writeUTF(cut(fact.why()));
        out.writeUTF(cut(fact.reason()));
        out.writeLong(fact.atMillis());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String cut(String text) {
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException if nobody of ours did, or a newer release
   */
  static KeptCursor parse(int shard, byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IOException("a cursor of version " + version + " is not known here");
      }
      Cursor cursor = new Cursor(in.readLong(), in.readLong(), in.readLong(), in.readLong());
      int count = in.readInt();
      if (count < 0 || count > SKIPPED_MAX) {
        throw new IOException("what lies there is no cursor");
      }
      List<SkippedFact> skipped = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        skipped.add(
            new SkippedFact(
                shard, in.readLong(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong()));
      }
      return new KeptCursor(cursor, skipped);
    }
  }
}
