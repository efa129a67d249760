package io.millrace.model.command;

import io.millrace.model.BuyerId;
import io.millrace.model.WantedLine;
import java.util.List;

/** What these lines cost now: the confirmation page. */
public record PriceLines(BuyerId buyer, List<WantedLine> lines) implements Query {
  public PriceLines {
    lines = List.copyOf(lines);
  }
}
