package io.millrace.edge.hearing;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FollowedFact;

/** An event as an item of {@code GET …/events}, for those who bring it elsewhere. Any thread. */
public final class EventBody {
  private final Credentials credentials;

  public EventBody(Credentials credentials) {
    this.credentials = credentials;
  }

  /** Of a fact that is about a shop. */
  public byte[] of(FollowedFact fact) {
    ShopId shop = fact.recorded().shop();
    if (shop == null || !(fact.recorded().fact() instanceof ShopFact of)) {
      throw new IllegalArgumentException("an event is about a shop");
    }
    ShopSettings settings = credentials.settings(shop);
    FactJson facts = new FactJson(settings == null ? null : settings.currency());
    return JsonWriter.object(json ->
        facts.write(
            json.text("id", EventCursor.of(EventPlace.of(fact))),
            fact.recorded(),
            of,
            fact.timeMillis()));
  }
}
