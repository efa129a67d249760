package io.millrace.edge.auth;

import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Makes keys and secrets. Each text is shown once; what is kept is a hash, or sealed. */
public final class NewSecrets {
  /** 256 bits: as strong as the SHA-256 that guards them. */
  private static final int SECRET_BYTES = 32;

  /** 96 bits: ids that never meet, though nobody counts them. */
  private static final int ID_BYTES = 12;

  private final RandomBytes random;
  private final Seal seal;

  public NewSecrets(RandomBytes random, Seal seal) {
    this.random = random;
    this.seal = seal;
  }

  /** A key for a shop's system, with what a fact may say of it. */
  public record MerchantKey(String id, String text, Secret hash) {}

  /** A secret for signing buyers' tokens, with what a fact may say of it. */
  public record BuyerSecretText(String kid, String text, Secret sealed) {}

  /**
   * A secret for signing what is sent to somebody, with what a fact may say of it.
   *
   * @param name under which it is sealed: the endpoint's id, or a queue's
   */
  public record WebhookSecret(String name, String text, Secret sealed) {}

  /** Of an endpoint that is new. */
  public WebhookSecret webhookSecret(ShopId shop) {
    return webhookSecret(shop, "whe_" + base64(ID_BYTES));
  }

  /** As Standard Webhooks writes them: receivers' libraries take the text as it is. */
  public WebhookSecret webhookSecret(ShopId shop, String name) {
    byte[] key = random.take(SECRET_BYTES);
    return new WebhookSecret(
        name, "whsec_" + Base64.getEncoder().encodeToString(key), seal.close(shop, name, key));
  }

  public MerchantKey merchantKey() {
    String text = "mmk_" + base64(SECRET_BYTES);
    return new MerchantKey("key_" + base64(ID_BYTES), text, new Secret(TokenHash.sha256(text)));
  }

  public BuyerSecretText buyerSecret(ShopId shop) {
    String kid = "kid_" + base64(ID_BYTES);
    String text = base64(SECRET_BYTES);
    Secret sealed = seal.close(shop, kid, text.getBytes(StandardCharsets.US_ASCII));
    return new BuyerSecretText(kid, text, sealed);
  }

  private String base64(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random.take(bytes));
  }
}
