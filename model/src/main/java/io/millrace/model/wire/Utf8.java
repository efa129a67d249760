package io.millrace.model.wire;

import java.nio.charset.StandardCharsets;

/** Texts as bytes, for those who may not touch the classes that make them. */
public final class Utf8 {
  private Utf8() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
