package io.millrace.edge.report;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.csv.CsvLines;
import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.page.Cursor;
import io.millrace.edge.page.Paging;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuId;
import io.millrace.model.command.ReadStock;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesQuestion.Of;
import io.millrace.model.read.SalesReport;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sales by hour, day or month, of a shop, of a SKU or of each SKU, as JSON or as CSV. */
public final class ReportRoutes {
  private static final String SKU = "sku";
  private static final String LIMIT = "limit";
  private static final String SPLIT = "split";

  /**
   * Days, times SKUs, that one report may add up, with those that it is compared with. A database
   * reads the quarters of an hour in which something was sold: seconds if that was each of them.
   */
  static final long DAYS_OF_SKUS_MAX = 40_000;

  private final Credentials credentials;
  private final Freshness fresh;
  private final InstantSource clock;

  /**
   * Routes that ask a read model.
   *
   * @param clock says which period is not over yet
   */
  public ReportRoutes(Credentials credentials, ReadModel model, InstantSource clock) {
    this.credentials = credentials;
    this.fresh = new Freshness(credentials, model);
    this.clock = clock;
  }

  public List<Route> all() {
    return List.of(
        Route.get(
            "/v1/shops/{shop}/reports/sales",
            MERCHANT,
            this::sales,
            SalesSpan.BY,
            SalesSpan.FROM,
            SalesSpan.TO,
            SalesSpan.COMPARE,
            SKU,
            SPLIT,
            Freshness.AS_OF,
            LIMIT,
            "cursor"));
  }

  private HttpAnswer sales(Exchange exchange) {
    ShopId shop = exchange.shop();
    ShopSettings settings = credentials.settings(shop);
    if (settings == null) {
      throw RefusalProblem.shopUnknown(shop.value()).raised();
    }
    Paging paging = Paging.of(exchange, "sales/" + shop);
    Of of = of(exchange, paging);
    SalesSpan span =
        SalesSpan.of(
            exchange,
            settings.timezone(),
            clock.instant(),
            of instanceof Of.EachSku ? SalesSpan.PERIODS_OF_SKUS_MAX : SalesSpan.PERIODS_MAX);
    requireBounded(span, of);
    AsOf<SalesReport> asOf =
        fresh.ask(exchange, model -> model.sales(new SalesQuestion(shop, of, span.all())));
    SalesRows rows = new SalesRows(span, settings.currency());
    List<SalesRows.Row> all = new ArrayList<>();
    asOf.what().rows().forEach(row -> all.addAll(rows.of(row)));
    @Nullable String next =
        asOf.what().more()
            ? Cursor.after(
                paging.list(), Objects.requireNonNull(asOf.what().rows().getLast().sku()).value())
            : null;
    if (exchange.header("Accept").contains(CsvLines.ACCEPTED)) {
      HttpAnswer csv = HttpAnswer.bytes(200, CsvLines.MEDIA_TYPE, rows.csv(all));
      return Freshness.marked(asOf, next == null ? csv : csv.with("Next-Cursor", next));
    }
    return Freshness.json(
        asOf,
        json ->
            json.text("timezone", settings.timezone().getId())
                .list("items", all, rows::write)
                .textOrNull("nextCursor", next));
  }

  /** Fewer SKUs or a shorter time: whichever is there to be made smaller is named. */
  private static void requireBounded(SalesSpan span, Of of) {
    long days = Math.max(1, span.days());
    long skusMax = DAYS_OF_SKUS_MAX / days;
    if (skusMax == 0) {
      throw Problem.invalid(
              SalesSpan.FROM,
              "with what it is compared with, a report has at most " + DAYS_OF_SKUS_MAX + " days")
          .raised();
    }
    if (of instanceof Of.EachSku each && each.limit() > skusMax) {
      throw Problem.invalid(LIMIT, "of " + days + " days, a page has at most " + skusMax + " SKUs")
          .raised();
    }
  }

  private static Of of(Exchange exchange, Paging paging) {
    @Nullable SkuId sku = exchange.parameter(SKU, SkuId::new);
    boolean isSplit = exchange.parameter(SPLIT, ReportRoutes::isBySku) != null;
    if (sku != null && isSplit) {
      throw Problem.invalid(SKU, "goes without split").raised();
    }
    if (sku != null) {
      exchange.ask(new ReadStock(sku)); // refuses what there is not
      return new Of.Sku(sku);
    }
    return isSplit ? new Of.EachSku(paging.after(SkuId::new), paging.limit()) : new Of.Shop();
  }

  private static Boolean isBySku(String text) {
    if (!text.equals("SKU")) {
      throw new IllegalArgumentException("must be SKU, or not there");
    }
    return Boolean.TRUE;
  }
}
