package io.millrace.edge.shop;

import static io.millrace.edge.http.Audience.ANYONE;
import static io.millrace.edge.http.Audience.MERCHANT;
import static io.millrace.edge.http.Audience.OPERATOR;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.page.Paging;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.answer.ShopPage;
import io.millrace.model.answer.ShopView;
import io.millrace.model.answer.TimeView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.ListShops;
import io.millrace.model.command.ReadShop;
import io.millrace.model.command.ReadTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shops as their operator sees them. */
public final class ShopRoutes {
  private static final int FIRST_VERSION = 1;

  private final Credentials credentials;

  public ShopRoutes(Credentials credentials) {
    this.credentials = credentials;
  }

  public List<Route> all() {
    return List.of(
        Route.put("/v1/shops/{shop}", OPERATOR, ShopRoutes::define),
        Route.get("/v1/shops/{shop}", MERCHANT, ShopRoutes::read),
        Route.get("/v1/shops", OPERATOR, ShopRoutes::list, "limit", "cursor"),
        Route.get("/v1/shops/{shop}/time", ANYONE, this::time));
  }

  private static HttpAnswer define(Exchange exchange) {
    ShopSettings settings = exchange.read(ShopJson::settings);
    Verdict verdict = exchange.change(new DefineShop(settings));
    ShopView shop = verdict.as(ShopView.class);
    boolean created = verdict.changed() && shop.version() == FIRST_VERSION;
    HttpAnswer answer =
        verdict
            .json(created ? 201 : 200, json -> ShopJson.write(json, shop))
            .withVersion(shop.version());
    return created ? answer.with("Location", "/v1/shops/" + shop.shop()) : answer;
  }

  private static HttpAnswer read(Exchange exchange) {
    Verdict verdict = exchange.ask(new ReadShop());
    ShopView shop = verdict.as(ShopView.class);
    return verdict.json(200, json -> ShopJson.write(json, shop)).withVersion(shop.version());
  }

  /**
   * Shops of all shards in one order: each shard gives its first ones, the first of all are taken.
   */
  private static HttpAnswer list(Exchange exchange) {
    Paging paging = Paging.of(exchange, "shops");
    @Nullable ShopId after = paging.after(ShopId::new);
    List<ShopView> shops = new ArrayList<>();
    boolean more = false;
    for (int shard = 0; shard < exchange.gate().shards(); shard++) {
      ShopPage page = exchange.ask(shard, new ListShops(after, paging.limit())).as(ShopPage.class);
      shops.addAll(page.items());
      more |= page.more();
    }
    shops.sort(Comparator.comparing(view -> view.shop().value()));
    boolean cut = shops.size() > paging.limit();
    List<ShopView> items = cut ? shops.subList(0, paging.limit()) : shops;
    boolean moreFollow = more || cut;
    return HttpAnswer.json(
        200,
        json ->
            paging.write(json, items, moreFollow, view -> view.shop().value(), ShopJson::write));
  }

  private HttpAnswer time(Exchange exchange) {
    Verdict verdict = exchange.askAsNode(new ReadTime());
    // The shard gives its clock for any name, so whether there is such a shop is asked here.
    if (credentials.settings(exchange.shop()) == null) {
      throw RefusalProblem.shopUnknown(exchange.shop().value()).raised();
    }
    TimeView time = verdict.as(TimeView.class);
    return verdict
        .json(200, json -> json.time("now", time.nowMillis()))
        .with("Cache-Control", "no-store");
  }
}
