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
 * @param secret keys are hashed with it, so that nobody outside can make two that are one
 */
public record Namespace(String name, String secret) {
  private static final String NAME = "[A-Za-z0-9._-]{1,64}";

  public Namespace {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(name + " is no name of a namespace: " + NAME);
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

  byte[] key(String rule, long hashFirst, long hashSecond) {
    String key = "{" + name + "}:" + rule + ":" + hex(hashFirst) + hex(hashSecond);
    return key.getBytes(StandardCharsets.US_ASCII);
  }

  byte[] nodes() {
    return ("{" + name + "}/nodes").getBytes(StandardCharsets.US_ASCII);
  }

  private static String hex(long half) {
    return Long.toHexString(half) + ".";
  }

  @Override
  public String toString() {
    return name; // and not the secret
  }
}
