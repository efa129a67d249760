package io.millrace.model.command;

import java.util.List;

/** Many SKUs at once, all or none, whatever their versions. */
public record DefineSkus(List<DefineSku> items) implements Change {
  public DefineSkus {
    items = List.copyOf(items);
  }
}
