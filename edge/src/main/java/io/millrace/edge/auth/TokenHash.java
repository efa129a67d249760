package io.millrace.edge.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a bearer token. Tokens are looked up and cached by it only, so no map of the edge
 * holds what would let somebody in, and how long a look-up takes says nothing about a token.
 */
record TokenHash(long a, long b, long c, long d) {
  static TokenHash of(String token) {
    return of(sha256(token));
  }

  /** Of a hash that is already there: 32 bytes. */
  static TokenHash of(byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    return new TokenHash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /** Takes the same time whatever the other is like. */
  boolean isSame(TokenHash other) {
    return ((a ^ other.a) | (b ^ other.b) | (c ^ other.c) | (d ^ other.d)) == 0;
  }

  static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
