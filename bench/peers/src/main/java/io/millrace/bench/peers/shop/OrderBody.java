package io.millrace.bench.peers.shop;

import java.util.List;

/** The body of an order, as Millrace takes it. */
public record OrderBody(List<Line> lines, Money expectedTotal) {

  public record Line(String sku, int quantity) {}

  public record Money(long amount, String currency) {}

  /** Checked against the prices that the shop knows. */
  public WantedOrder priced(Prices prices) {
    if (lines == null || lines.size() != 1 || expectedTotal == null) {
      throw Refused.invalid("an order here has one line and an expected total");
    }
    Line line = lines.getFirst();
    if (line.sku() == null || line.quantity() < 1) {
      throw Refused.invalid("a line has a SKU and a quantity");
    }
    long total = Math.multiplyExact(prices.of(line.sku()), line.quantity());
    if (total != expectedTotal.amount() || !Prices.CURRENCY.equals(expectedTotal.currency())) {
      throw Refused.priceChanged(total);
    }
    return new WantedOrder(line.sku(), line.quantity(), total);
  }
}
