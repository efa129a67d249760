package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A shop on a real server that sells mugs at 19.99, as its operator sets it up. */
record Storefront(String shop, String operatorKey) {

  static final String TOTAL = "{'amount':1999,'currency':'CNY'}";

  String path() {
    return "/v1/shops/" + shop;
  }

  void open(Connection connection, int stock) throws IOException {
    open(connection, stock, Duration.ofDays(90));
  }

  void open(Connection connection, int stock, Duration refundWindow) throws IOException {
    Call settings =
        Call.put(
            path(),
            operatorKey,
            "{'name':'Shop','currency':'CNY','timezone':'UTC','paymentTimeout':'PT30M','refundWindow':'"
                + refundWindow
                + "'}");
    assertThat(connection.ask(settings).status()).isEqualTo(201);
    Call mug =
        Call.put(
            path() + "/skus/mug",
            operatorKey,
            "{'name':'Mug','price':" + TOTAL + ",'onSale':true}");
    assertThat(connection.ask(mug).status()).isEqualTo(201);
    Call delivery =
        Call.post(
            path() + "/skus/mug/movements",
            operatorKey,
            "stock",
            "{'quantity':" + stock + ",'cause':'RECEIVED'}");
    assertThat(connection.ask(delivery).status()).isEqualTo(201);
  }

  Call order(String bearer, String buyer, String key) {
    return Call.post(
        path() + "/orders",
        bearer,
        key,
        "{'buyer':'"
            + buyer
            + "','lines':[{'sku':'mug','quantity':1}],'expectedTotal':"
            + TOTAL
            + "}");
  }

  Call stock() {
    return Call.get(path() + "/skus/mug/stock", operatorKey);
  }

  String merchantKey(Connection connection) throws IOException {
    return connection.ask(Call.post(path() + "/keys", operatorKey, "key", "")).field("key");
  }

  /** With it the shop's own back end makes tokens for its buyers. */
  record BuyerSecret(String shop, String kid, String secret) {

    String tokenOf(String buyer, long expiresAtSeconds) throws GeneralSecurityException {
      String signed =
          encode("{\"alg\":\"HS256\",\"kid\":\"%s\"}".formatted(kid))
              + "."
              + encode(
                  "{\"aud\":\"%s\",\"sub\":\"%s\",\"exp\":%d}"
                      .formatted(shop, buyer, expiresAtSeconds));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return signed + "." + encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encode(String json) {
      return encode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }

  BuyerSecret buyerSecret(Connection connection) throws IOException {
    Heard made = connection.ask(Call.post(path() + "/buyer-secrets", operatorKey, "secret", ""));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new BuyerSecret(shop, made.field("kid"), made.field("secret"));
  }
}
