package io.millrace.edge.shop;

import static io.millrace.edge.http.Audience.MERCHANT;
import static io.millrace.edge.http.Audience.OPERATOR;

import io.millrace.edge.auth.NewSecrets;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.Limits;
import io.millrace.model.ShopId;
import io.millrace.model.answer.BuyerSecretList;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.MerchantKeyPage;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.ListBuyerSecrets;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.RevokeMerchantKey;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The keys of a shop's own systems and the secrets with which it signs buyers' tokens. */
public final class AccessRoutes {
  private static final String KEYS = "/v1/shops/{shop}/keys";
  private static final String SECRETS = "/v1/shops/{shop}/buyer-secrets";

  /** Keys and secrets are made and revoked, and never changed. */
  private static final int ONLY_VERSION = 1;

  private final NewSecrets secrets;

  public AccessRoutes(NewSecrets secrets) {
    this.secrets = secrets;
  }

  public List<Route> all() {
    return List.of(
        Route.post(KEYS, OPERATOR, Route.BODY_BYTES_MAX, this::issueKey),
        Route.get(KEYS, OPERATOR, AccessRoutes::listKeys, "limit", "cursor"),
        Route.get(KEYS + "/{key}", OPERATOR, AccessRoutes::readKey),
        Route.delete(KEYS + "/{key}", OPERATOR, AccessRoutes::revokeKey),
        Route.post(SECRETS, MERCHANT, Route.BODY_BYTES_MAX, this::issueSecret),
        Route.get(SECRETS, MERCHANT, AccessRoutes::listSecrets, "limit", "cursor"),
        Route.get(SECRETS + "/{kid}", MERCHANT, AccessRoutes::readSecret));
  }

  private HttpAnswer issueKey(Exchange exchange) {
    exchange.readNothing();
    NewSecrets.MerchantKey key = secrets.merchantKey();
    Verdict verdict = exchange.change(new IssueMerchantKey(key.id(), key.hash()));
    MerchantKeyView made = verdict.as(MerchantKeyView.class);
    return verdict
        .json(
            201,
            json ->
                json.text("id", made.id())
                    .text("key", key.text())
                    .time("createdAt", made.createdAtMillis()))
        .with("Location", "/v1/shops/" + exchange.shop() + "/keys/" + made.id())
        .with("Cache-Control", "no-store");
  }

  private static HttpAnswer listKeys(Exchange exchange) {
    Paging paging = Paging.of(exchange, "keys/" + exchange.shop());
    Verdict verdict =
        exchange.ask(new ListMerchantKeys(paging.after(Function.identity()), paging.limit()));
    MerchantKeyPage page = verdict.as(MerchantKeyPage.class);
    return verdict.json(
        200,
        json ->
            paging.write(
                json, page.items(), page.more(), MerchantKeyView::id, AccessRoutes::writeKey));
  }

  /** A shop has fewer keys than a page holds, so its shard needs no question of its own for one. */
  private static HttpAnswer readKey(Exchange exchange) {
    String id = exchange.variable("key");
    Verdict verdict = exchange.ask(new ListMerchantKeys(null, Limits.PAGE_ITEMS_MAX));
    MerchantKeyView key =
        verdict.as(MerchantKeyPage.class).items().stream()
            .filter(item -> item.id().equals(id))
            .findFirst()
            .orElseThrow(() -> RefusalProblem.keyUnknown(id).raised());
    return verdict.json(200, json -> writeKey(json, key)).withVersion(ONLY_VERSION);
  }

  private static HttpAnswer revokeKey(Exchange exchange) {
    String id = exchange.variable("key");
    return exchange
        .change(new RevokeMerchantKey(id))
        .json(200, json -> json.text("id", id).bool("revoked", true));
  }

  private HttpAnswer issueSecret(Exchange exchange) {
    exchange.readNothing();
    ShopId shop = exchange.shop();
    NewSecrets.BuyerSecretText secret = secrets.buyerSecret(shop);
    Verdict verdict = exchange.change(new IssueBuyerSecret(secret.kid(), secret.sealed()));
    BuyerSecretView made = verdict.as(BuyerSecretView.class);
    return verdict
        .json(
            201,
            json ->
                json.text("kid", made.kid())
                    .text("secret", secret.text())
                    .time("createdAt", made.createdAtMillis()))
        .with("Location", "/v1/shops/" + shop + "/buyer-secrets/" + made.kid())
        .with("Cache-Control", "no-store");
  }

  private static HttpAnswer listSecrets(Exchange exchange) {
    Paging paging = Paging.of(exchange, "buyer-secrets/" + exchange.shop());
    String after = Objects.requireNonNullElse(paging.after(Function.identity()), "");
    Verdict verdict = exchange.ask(new ListBuyerSecrets());
    List<BuyerSecretView> secrets =
        verdict.as(BuyerSecretList.class).items().stream()
            .sorted(Comparator.comparing(BuyerSecretView::kid))
            .toList();
    return verdict.json(
        200,
        json ->
            paging.writePart(
                json,
                secrets,
                secret -> secret.kid().compareTo(after) > 0,
                BuyerSecretView::kid,
                AccessRoutes::writeSecret));
  }

  private static HttpAnswer readSecret(Exchange exchange) {
    String kid = exchange.variable("kid");
    Verdict verdict = exchange.ask(new ListBuyerSecrets());
    BuyerSecretView secret =
        verdict.as(BuyerSecretList.class).items().stream()
            .filter(item -> item.kid().equals(kid))
            .findFirst()
            .orElseThrow(() -> RefusalProblem.secretUnknown(kid).raised());
    return verdict.json(200, json -> writeSecret(json, secret)).withVersion(ONLY_VERSION);
  }

  private static void writeSecret(JsonWriter json, BuyerSecretView secret) {
    json.text("kid", secret.kid()).time("createdAt", secret.createdAtMillis());
  }

  private static void writeKey(JsonWriter json, MerchantKeyView key) {
    json.text("id", key.id()).time("createdAt", key.createdAtMillis());
  }
}
