package io.millrace.edge;

import io.micrometer.core.instrument.Counter;
import io.millrace.edge.auth.NewSecrets;
import io.millrace.edge.auth.SubmitTokens;
import io.millrace.edge.hearing.EventRoutes;
import io.millrace.edge.hearing.FollowerRoutes;
import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.hearing.Hearing;
import io.millrace.edge.hearing.HistoryRoutes;
import io.millrace.edge.http.Route;
import io.millrace.edge.limit.LimitRoutes;
import io.millrace.edge.ops.LevelRoutes;
import io.millrace.edge.ops.OperatingRoutes;
import io.millrace.edge.ops.Upkeep;
import io.millrace.edge.order.CheckoutRoutes;
import io.millrace.edge.order.FulfilmentRoutes;
import io.millrace.edge.order.OrderFinder;
import io.millrace.edge.order.OrderRoutes;
import io.millrace.edge.report.ReportRoutes;
import io.millrace.edge.shop.AccessRoutes;
import io.millrace.edge.shop.ShopRoutes;
import io.millrace.edge.sku.SkuRoutes;
import io.millrace.edge.sku.StockRoutes;
import io.millrace.edge.task.TaskRoutes;
import io.millrace.edge.webhook.DeliveryRoutes;
import io.millrace.edge.webhook.PartyRoutes;
import io.millrace.edge.webhook.WebhookRoutes;
import io.millrace.model.read.ReadModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The one table of all routes. */
final class Routes {
  private Routes() {}

  static List<Route> all(EdgeSettings settings, EdgeParts parts) {
    SubmitTokens tokens = parts.nodeKey().submitTokens(parts.random());
    NewSecrets secrets = new NewSecrets(parts.random(), parts.nodeKey().seal(parts.random()));
    Counter placed = Counter.builder("millrace.orders.accepted").register(parts.registry());
    Upkeep upkeep = parts.upkeep();
    OperatingRoutes operating =
        new OperatingRoutes(
            parts.shards(),
            settings.durability(),
            settings.keepLog(),
            parts.registry(),
            upkeep,
            () -> FollowerRoutes.statuses(parts.hearing().followers()));
    return Stream.of(
            new ShopRoutes(parts.credentials()).all(),
            new AccessRoutes(secrets).all(),
            new SkuRoutes(parts.credentials()).all(),
            StockRoutes.all(),
            new CheckoutRoutes(tokens).all(),
            new OrderRoutes(
                    parts.credentials(), tokens, placed::increment, parts.hearing().readModel())
                .all(),
            new FulfilmentRoutes(finder(parts)).all(),
            new TaskRoutes(secrets, parts.hearing().pushes()).all(),
            operating.all(settings.isLoopback()),
            upkeep == null ? List.<Route>of() : new LevelRoutes(upkeep.readers()).all(),
            new LimitRoutes(parts.limits()).all(),
            hearing(settings, parts, secrets))
        .flatMap(List::stream)
        .toList();
  }

  private static OrderFinder finder(EdgeParts parts) {
    ReadModel model = parts.hearing().readModel();
    return new OrderFinder(model == null ? null : new Freshness(parts.credentials(), model));
  }

  private static List<Route> hearing(EdgeSettings settings, EdgeParts parts, NewSecrets secrets) {
    Hearing hearing = parts.hearing();
    List<Route> routes = new ArrayList<>();
    if (hearing.readModel() != null) {
      routes.addAll(new HistoryRoutes(parts.credentials(), hearing.readModel()).all());
      routes.addAll(
          new ReportRoutes(parts.credentials(), hearing.readModel(), parts.clock()).all());
    }
    if (hearing.streams() != null) {
      routes.addAll(
          new EventRoutes(
                  parts.credentials(),
                  hearing.streams(),
                  hearing.readModel(),
                  settings.eventStreamsMax())
              .all());
    }
    if (hearing.followers() != null) {
      routes.addAll(new FollowerRoutes(hearing.followers()).all());
    }
    if (hearing.deliveries() != null && hearing.streams() != null) {
      routes.addAll(new WebhookRoutes(secrets, hearing.calls()).all());
      routes.addAll(new DeliveryRoutes(hearing.deliveries(), hearing.streams()).all());
    }
    if (hearing.calls() != null) {
      routes.addAll(new PartyRoutes(hearing.calls()).all());
    }
    return routes;
  }
}
