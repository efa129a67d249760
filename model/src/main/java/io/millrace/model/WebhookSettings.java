package io.millrace.model;

import java.util.List;

/**
 * What a shop says of an endpoint that wants to hear of its facts.
 *
 * @param eventTypes words of facts, or {@code *} for all
 */
public record WebhookSettings(String url, List<String> eventTypes, String description) {

  /** The type that stands for every other. */
  public static final String EVERY_TYPE = "*";

  public WebhookSettings {
    eventTypes = List.copyOf(eventTypes);
  }

  public boolean wants(String eventType) {
    return eventTypes.contains(eventType) || eventTypes.contains(EVERY_TYPE);
  }
}
