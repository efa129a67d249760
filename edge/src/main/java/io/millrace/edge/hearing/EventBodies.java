package io.millrace.edge.hearing;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FollowedFact;
import java.nio.charset.StandardCharsets;

/** Events for those that are sent them: with the ids, types and data of {@link EventRoutes}. */
public final class EventBodies implements EventForm {
  private final Credentials credentials;

  public EventBodies(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public String id(FollowedFact fact) {
    return EventCursor.of(EventPlace.of(fact));
  }

  @Override
  public String body(FollowedFact fact) {
    ShopId shop = fact.recorded().shop();
    if (shop == null || !(fact.recorded().fact() instanceof ShopFact of)) {
      throw new IllegalArgumentException("a fact of a shard is no event");
    }
    ShopSettings settings = credentials.settings(shop);
    FactJson json = new FactJson(settings == null ? null : settings.currency());
    byte[] body =
        JsonWriter.object(fields ->
            fields
                .text("type", FactWords.of(of))
                .time("timestamp", fact.timeMillis())
                .number("position", fact.recorded().shopSequence())
                .object("data", data -> json.writeData(data, of)));
    return new String(body, StandardCharsets.UTF_8);
  }
}
