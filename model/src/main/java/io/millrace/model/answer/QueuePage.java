package io.millrace.model.answer;

import java.util.List;

/** Some of a shop's queues. */
public record QueuePage(List<QueueView> items, boolean more) implements Answer {
  public QueuePage {
    items = List.copyOf(items);
  }
}
