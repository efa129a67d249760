package io.millrace.edge.auth;

import io.millrace.model.ShopId;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A secret with which a shop signs its buyers' tokens, unsealed. */
record BuyerSecret(ShopId shop, String kid, SecretKey key) {
  /**
   * @param text as the merchant got it. Its characters are the key, not what they decode to: that
   *     is how JWT libraries take a secret that they are given as a string.
   */
  static BuyerSecret of(ShopId shop, String kid, String text) {
    byte[] key = text.getBytes(StandardCharsets.US_ASCII);
    return new BuyerSecret(shop, kid, new SecretKeySpec(key, "HmacSHA256"));
  }
}
