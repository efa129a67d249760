package io.millrace.edge.idempotency;

import io.millrace.model.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that two values share only if they are equal: each text and list is preceded by its length,
 * each value that may be absent by whether it is there. They go straight into a SHA-256, whose
 * first half is the fingerprint. Used by one thread for one fingerprint.
 */
final class Canon {
  private final MessageDigest digest;
  private final byte[] eight = new byte[8];

  Canon() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Canon number(long value) {
    for (int i = 0; i < 8; i++) {
      eight[i] = (byte) (value >>> (56 - 8 * i));
    }
    digest.update(eight);
    return this;
  }

  Canon flag(boolean value) {
    digest.update((byte) (value ? 1 : 0));
    return this;
  }

  Canon text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
    return this;
  }

  Canon textIfAny(@Nullable String value) {
    flag(value != null);
    return value == null ? this : text(value);
  }

  Canon numberIfAny(@Nullable Long value) {
    flag(value != null);
    return value == null ? this : number(value);
  }

  Canon duration(Duration value) {
    return number(value.getSeconds()).number(value.getNano());
  }

  <T> Canon list(List<T> items, BiConsumer<Canon, T> item) {
    number(items.size());
    for (T value : items) {
      item.accept(this, value);
    }
    return this;
  }

  Fingerprint fingerprint() {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new Fingerprint(hash.getLong(), hash.getLong());
  }
}
