package io.millrace.bench.torture;

import io.millrace.model.Actor;
import io.millrace.model.ShopId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What lets people in: keys as they were given out, and tokens as a shop's back end makes them. */
final class Keyring {

  /** Below the 24 hours that a token may live. */
  private static final long TOKEN_SECONDS = 23 * 3_600;

  private final Map<String, String> bearers = new ConcurrentHashMap<>();

  void operator(String key) {
    bearers.put(name(null, Actor.OPERATOR), key);
  }

  void merchant(ShopId shop, String id, String key) {
    bearers.put(name(shop, Actor.merchant(id)), key);
  }

  void buyer(ShopId shop, Actor buyer, String kid, String secret, long nowMillis) {
    String claims =
        "{\"aud\":\"%s\",\"sub\":\"%s\",\"exp\":%d}"
            .formatted(shop, buyer.id(), nowMillis / 1_000 + TOKEN_SECONDS);
    String signed =
        base64("{\"alg\":\"HS256\",\"kid\":\"%s\"}".formatted(kid)) + "." + base64(claims);
    bearers.put(name(shop, buyer), signed + "." + base64(hmacSha256(secret, signed)));
  }

  String bearer(Asking asking) {
    boolean isOperator = asking.as().role() == Actor.Role.OPERATOR;
    String bearer = bearers.get(name(isOperator ? null : asking.shop(), asking.as()));
    if (bearer == null) {
      throw new IllegalStateException("nobody has let in " + asking.as());
    }
    return bearer;
  }

  private static String name(@Nullable ShopId shop, Actor actor) {
    return shop + "/" + actor;
  }

  private static byte[] hmacSha256(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private static String base64(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
