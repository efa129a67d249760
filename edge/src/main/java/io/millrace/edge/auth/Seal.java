package io.millrace.edge.auth;

import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what must be readable again but never lie open in the log. AES-GCM, bound to the shop and
 * kid that it belongs to: a sealed secret that is moved to another shop's fact does not open.
 *
 * <pre>
 *  0        1               13
 * ┌─────────┬───────────────┬──────────────────────┐
 * │ version │ nonce         │ cipher text and tag  │
 * └─────────┴───────────────┴──────────────────────┘
 * </pre>
 */
public final class Seal {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final RandomBytes random;

  Seal(byte[] key, RandomBytes random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  public Secret close(ShopId shop, String kid, byte[] plain) {
    byte[] nonce = random.take(NONCE_BYTES);
    try {
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce, shop, kid).doFinal(plain);
      return new Secret(
          ByteBuffer.allocate(1 + NONCE_BYTES + closed.length)
              .put(VERSION)
              .put(nonce)
              .put(closed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  /** Empty if it was sealed with another node key, for another place, or not at all. */
  public Optional<byte[]> open(ShopId shop, String kid, Secret sealed) {
    ByteBuffer bytes = ByteBuffer.wrap(sealed.bytes());
    if (bytes.remaining() < 1 + NONCE_BYTES || bytes.get() != VERSION) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    bytes.get(nonce);
    byte[] closed = new byte[bytes.remaining()];
    bytes.get(closed);
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, shop, kid).doFinal(closed));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, ShopId shop, String kid)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    // A slash is in no shop's name, so no other pair of shop and kid reads the same.
    cipher.updateAAD((shop.value() + "/" + kid).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
