package io.millrace.model.answer;

import java.util.List;

/** All endpoints of a shop, by id. */
public record WebhookEndpointList(List<WebhookEndpointView> items) implements Answer {
  public WebhookEndpointList {
    items = List.copyOf(items);
  }
}
