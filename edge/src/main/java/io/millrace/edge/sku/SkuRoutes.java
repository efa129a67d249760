package io.millrace.edge.sku;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.page.Paging;
import io.millrace.edge.shop.ShopMoney;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.answer.SkuPage;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.ListSkus;
import io.millrace.model.command.ReadSku;
import java.util.List;

/** What a shop sells. */
public final class SkuRoutes {
  private static final String SKUS = "/v1/shops/{shop}/skus";
  private static final int FIRST_VERSION = 1;

  private final Credentials credentials;

  public SkuRoutes(Credentials credentials) {
    this.credentials = credentials;
  }

  public List<Route> all() {
    return List.of(
        Route.put(SKUS + "/{sku}", MERCHANT, this::define),
        Route.get(SKUS + "/{sku}", MERCHANT, SkuRoutes::read),
        Route.get(SKUS, MERCHANT, SkuRoutes::list, "limit", "cursor"),
        Route.once(SKUS + "/batch", MERCHANT, Route.BATCH_BYTES_MAX, this::defineMany));
  }

  private HttpAnswer define(Exchange exchange) {
    SkuId sku = exchange.sku();
    ShopMoney money = ShopMoney.of(credentials, exchange.shop());
    DefineSku command = exchange.read(json -> SkuJson.define(json, sku, money));
    Verdict verdict = exchange.change(command);
    SkuView view = verdict.as(SkuView.class);
    boolean created = verdict.changed() && view.version() == FIRST_VERSION;
    HttpAnswer answer =
        verdict
            .json(created ? 201 : 200, json -> SkuJson.write(json, view))
            .withVersion(view.version());
    return created
        ? answer.with("Location", "/v1/shops/" + exchange.shop() + "/skus/" + sku)
        : answer;
  }

  private static HttpAnswer read(Exchange exchange) {
    Verdict verdict = exchange.ask(new ReadSku(exchange.sku()));
    SkuView view = verdict.as(SkuView.class);
    return verdict.json(200, json -> SkuJson.write(json, view)).withVersion(view.version());
  }

  private static HttpAnswer list(Exchange exchange) {
    Paging paging = Paging.of(exchange, "skus/" + exchange.shop());
    Verdict verdict = exchange.ask(new ListSkus(paging.after(SkuId::new), paging.limit()));
    SkuPage page = verdict.as(SkuPage.class);
    return verdict.json(
        200,
        json ->
            paging.write(
                json, page.items(), page.more(), view -> view.sku().value(), SkuJson::write));
  }

  private HttpAnswer defineMany(Exchange exchange) {
    ShopMoney money = ShopMoney.of(credentials, exchange.shop());
    List<DefineSkus.Item> items = exchange.read(json -> SkuJson.batch(json, money));
    Verdict verdict = exchange.change(new DefineSkus(items));
    SkuBatchView view = verdict.as(SkuBatchView.class);
    return verdict.json(200, json -> json.list("items", view.answered().inOrder(), SkuJson::write));
  }
}
