package io.millrace.edge.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The node's own secret, one line of text in {@code node.key}. Nothing uses it as it is: each use
 * has a key of its own derived from it, so that a token can never pass for a sealed secret or the
 * other way round. All nodes of an installation have the same file.
 */
public final class NodeKey {
  /** Says the format, so that a later one can be told apart. */
  private static final String PREFIX = "mnk1_";

  private static final int KEY_BYTES = 32;
  private static final String SEALING = "millrace sealing 1";
  private static final String SUBMIT_TOKENS = "millrace submit tokens 1";

  private final byte[] key;

  private NodeKey(byte[] key) {
    this.key = key;
  }

  /** The text of a new key, as the file holds it. */
  public static String generate(RandomBytes random) {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random.take(KEY_BYTES));
  }

  public static NodeKey parse(String fileText) {
    String text = fileText.strip();
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a node key: it starts with " + PREFIX);
    }
    byte[] key = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a node key has " + KEY_BYTES + " bytes");
    }
    return new NodeKey(key);
  }

  public Seal seal(RandomBytes random) {
    return new Seal(derived(SEALING), random);
  }

  public SubmitTokens submitTokens(RandomBytes random) {
    return new SubmitTokens(derived(SUBMIT_TOKENS), random);
  }

  private byte[] derived(String use) {
    return hmacSha256(key, use.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] hmacSha256(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
