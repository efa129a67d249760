package io.millrace.delivery.signed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How Standard Webhooks 1.0 signs: HMAC-SHA256 over {@code id.timestamp.body}, in base64 behind its
 * version. While a secret is being rotated both sign, and the receiver accepts either.
 */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1,";

  private Signature() {}

  /** The value of {@code webhook-signature}. */
  static String of(List<byte[]> secrets, String id, long timestampSeconds, String body) {
    byte[] signed = (id + "." + timestampSeconds + "." + body).getBytes(StandardCharsets.UTF_8);
    StringBuilder value = new StringBuilder();
    for (byte[] secret : secrets) {
      value.append(value.isEmpty() ? "" : " ").append(VERSION).append(sign(secret, signed));
    }
    return value.toString();
  }

  private static String sign(byte[] secret, byte[] signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
