package io.millrace.diana.idempotency;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer that a filter gives: status, the fields that belong to it, and the body. */
public final class StoredAnswer {
  private static final int FORMAT = 1;

  /** In the place of an answer for which there was no room. */
  static final StoredAnswer NOT_KEPT =
      problem(409, "This was done; its answer was too long to be kept");

  private final int status;
  private final List<Map.Entry<String, String>> fields;
  private final byte[] body;

  public StoredAnswer(int status, List<Map.Entry<String, String>> fields, byte[] body) {
    this.status = status;
    this.fields = List.copyOf(fields);
    this.body = body.clone();
  }

  public int status() {
    return status;
  }

  public List<Map.Entry<String, String>> fields() {
    return fields;
  }

  public byte[] body() {
    return body.clone();
  }

  /** What it takes of a store's memory, about. */
  long bytes() {
    long bytes = body.length;
    for (Map.Entry<String, String> field : fields) {
      bytes += field.getKey().length() + field.getValue().length();
    }
    return bytes;
  }

  /** A problem document. Titles here need no escaping. */
  static StoredAnswer problem(int status, String title) {
    return new StoredAnswer(
        status,
        List.of(Map.entry("Content-Type", "application/problem+json")),
        ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** The same with one more field. */
  StoredAnswer with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new StoredAnswer(status, more, body);
  }

  /** For stores outside this process. Begins with the number of its format. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeShort(status);
      out.writeShort(fields.size());
      for (Map.Entry<String, String> field : fields) {
        out.writeUTF(field.getKey());
        out.writeUTF(field.getValue());
      }
      out.writeInt(body.length);
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static StoredAnswer of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("an answer of format " + format);
      }
      int status = in.readUnsignedShort();
      int count = in.readUnsignedShort();
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      for (int field = 0; field < count; field++) {
        fields.add(Map.entry(in.readUTF(), in.readUTF()));
      }
      int length = in.readInt();
      if (length < 0 || length != in.available()) {
        throw new IllegalArgumentException("an answer that is cut");
      }
      return new StoredAnswer(status, fields, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalArgumentException("an answer that is cut", e);
    }
  }
}
