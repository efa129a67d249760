package io.millrace.diana.redis;

import io.millrace.diana.rule.KeyHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Processes with the same namespace count together.
 *
 * @param name stands in every key of Redis, in braces: so all counts of a namespace lie on one node
 *     of a Redis Cluster, which one script call for all limits of a request needs. Several
 *     namespaces (one a tenant, one a service) spread over several nodes
 * @param secret keys are hashed with it, so that nobody outside can make two that are one: a long
 *     text by chance, the same in all processes, known to nobody else. Blank is refused
 */
public record Namespace(String name, String secret) {
  private static final String NAME = "[A-Za-z0-9._-]{1,64}";
  private static final String COUNTS = "}/1:";
  private static final int HEX_DIGITS = 16;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  public Namespace {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(name + " is no name of a namespace: " + NAME);
    }
    if (secret.isBlank()) {
      throw new IllegalArgumentException(
          "a namespace needs a secret: without one, everybody knows how its keys are hashed");
    }
  }

  KeyHash.Seed seed() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("diana " + name + " " + secret).getBytes(StandardCharsets.UTF_8));
      ByteBuffer bytes = ByteBuffer.wrap(digest);
      return new KeyHash.Seed(bytes.getLong(), bytes.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JDK has it", e);
    }
  }

  /** The key of a count; the number says how the script writes one. Their names are ASCII. */
  byte[] key(String counts, long hashFirst, long hashSecond) {
    int at = name.length() + COUNTS.length() + 1;
    byte[] key = new byte[at + counts.length() + 1 + 2 * HEX_DIGITS];
    key[0] = '{';
    copy(name, key, 1);
    copy(COUNTS, key, 1 + name.length());
    copy(counts, key, at);
    at += counts.length();
    key[at] = ':';
    hex(hashFirst, key, at + 1);
    hex(hashSecond, key, at + 1 + HEX_DIGITS);
    return key;
  }

  /**
   * The key of the nodes that are alive. As counts are, they are apart by the secret: who cannot
   * count with the others is no node of theirs.
   */
  byte[] nodes() {
    KeyHash hash = new KeyHash(seed()).begin();
    hash.text("nodes");
    return "{%s}/nodes:%016x"
        .formatted(name, hash.finish().first())
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void copy(String text, byte[] to, int at) {
    for (int index = 0; index < text.length(); index++) {
      to[at + index] = (byte) text.charAt(index);
    }
  }

  private static void hex(long half, byte[] to, int at) {
    for (int digit = 0; digit < HEX_DIGITS; digit++) {
      to[at + digit] = DIGITS[(int) (half >>> (4 * (HEX_DIGITS - 1 - digit))) & 15];
    }
  }

  @Override
  public String toString() {
    return name; // and not the secret
  }
}
