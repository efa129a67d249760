package io.millrace.model.answer;

import java.util.List;

/** Some of a queue's dead tasks. */
public record DeadPage(List<TaskView> items, boolean more) implements Answer {
  public DeadPage {
    items = List.copyOf(items);
  }
}
