package io.millrace.diana.redis;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A script, which answers with a text, and the name under which Redis remembers it. */
record Script(String text, String digest) {
  static Script named(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not built in: " + name);
      }
      byte[] bytes = in.readAllBytes();
      return new Script(new String(bytes, StandardCharsets.UTF_8), Base16.digest(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
