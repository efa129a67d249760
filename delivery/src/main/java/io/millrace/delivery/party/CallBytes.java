package io.millrace.delivery.party;

import io.millrace.delivery.http.Post.Field;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A call as it is sealed: a version (1 byte), then texts (4 bytes of length and so many of UTF-8):
 * method, path, shop, order, key (the length -1 for none), body; how many fields (4), and of each
 * its name and value.
 */
final class CallBytes {

  private static final byte VERSION = 1;
  private static final int NONE = -1;

  private CallBytes() {}

  static byte[] of(Call call) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, call.method());
      write(out, call.path());
      write(out, call.shop());
      write(out, call.order());
      String key = call.idempotencyKey();
      if (key == null) {
        out.writeInt(NONE);
      } else {
        write(out, key);
      }
      write(out, call.body());
      out.writeInt(call.fields().size());
      for (Field field : call.fields()) {
        write(out, field.name());
        write(out, field.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes everything", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static Call read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("a logged call is of version " + version);
    }
    String method = text(in, in.readInt());
    String path = text(in, in.readInt());
    String shop = text(in, in.readInt());
    String order = text(in, in.readInt());
    int keyLength = in.readInt();
    String key = keyLength == NONE ? null : text(in, keyLength);
    String body = text(in, in.readInt());
    List<Field> fields = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = text(in, in.readInt());
      fields.add(new Field(name, text(in, in.readInt())));
    }
    return new Call(method, path, fields, body, shop, order, key);
  }

  private static String text(DataInputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
