package io.millrace.node.delivery;

import java.util.List;

/** Some tries of calls. */
public record CallPage(List<CallView> items, boolean more) {
  public CallPage {
    items = List.copyOf(items);
  }
}
