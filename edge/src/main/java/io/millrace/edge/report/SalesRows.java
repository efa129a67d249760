package io.millrace.edge.report;

import io.millrace.edge.csv.CsvLines;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.OrderStatus;
import io.millrace.model.SkuId;
import io.millrace.model.read.Periods.Period;
import io.millrace.model.read.Sales;
import io.millrace.model.read.SalesReport;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what was sold beside the periods that it is of, and writes it. */
record SalesRows(SalesSpan span, Currency currency) {

  private static final List<String> SUMS = List.of("orders", "units", "amount");

  /** A period with what was sold in it. */
  record Part(Period period, Sales sales) {}

  /**
   * What a report says of one period.
   *
   * @param yearAgo null also if there was no such period
   */
  record Row(@Nullable SkuId sku, Part part, @Nullable Part previous, @Nullable Part yearAgo) {}

  /** In the order in which {@link SalesSpan#all} asks. */
  List<Row> of(SalesReport.Row report) {
    List<Row> rows = new ArrayList<>();
    List<Sales> sales = report.periods();
    int count = span.periods().size();
    int atYearAgo = count + span.previous().size();
    for (int i = 0; i < count; i++) {
      Part previous =
          span.previous().isEmpty() ? null : new Part(span.previous().get(i), sales.get(count + i));
      Period then = span.yearAgo().isEmpty() ? null : span.yearAgo().get(i);
      Part yearAgo = then == null ? null : new Part(then, sales.get(atYearAgo++));
      Part part = new Part(span.periods().get(i), sales.get(i));
      rows.add(new Row(report.sku(), part, previous, yearAgo));
    }
    return rows;
  }

  void write(JsonWriter json, Row row) {
    json.textIfAny("sku", row.sku == null ? null : row.sku.value());
    write(json, row.part);
    if (!span.previous().isEmpty()) {
      part(json, "previous", row.previous);
    }
    if (!span.yearAgo().isEmpty()) {
      part(json, "yearAgo", row.yearAgo);
    }
  }

  private void part(JsonWriter json, String field, @Nullable Part part) {
    if (part == null) {
      json.textOrNull(field, null);
    } else {
      json.object(field, inner -> write(inner, part));
    }
  }

  private void write(JsonWriter json, Part part) {
    json.text("period", part.period.name())
        .time("start", part.period.fromMillis())
        .time("end", part.period.toMillis())
        .object("placed", inner -> write(inner, part.sales.allPlaced()))
        .object("paid", inner -> write(inner, part.sales.paid()))
        .list("byStatus", part.sales.placed().entrySet(), this::write);
  }

  private void write(JsonWriter json, Map.Entry<OrderStatus, Sales.Sum> ofStatus) {
    write(json.text("status", ofStatus.getKey().name()), ofStatus.getValue());
  }

  private void write(JsonWriter json, Sales.Sum sum) {
    json.number("orders", sum.orders())
        .number("units", sum.units())
        .money("amount", sum.amount(), currency);
  }

  byte[] csv(List<Row> rows) {
    CsvLines lines = new CsvLines();
    List<String> names = new ArrayList<>(List.of("sku", "currency"));
    addNames(names, "");
    if (!span.previous().isEmpty()) {
      addNames(names, "previous_");
    }
    if (!span.yearAgo().isEmpty()) {
      addNames(names, "year_ago_");
    }
    lines.names(names);
    for (Row row : rows) {
      lines.id(row.sku == null ? "" : row.sku.value()).id(currency.getCurrencyCode());
      write(lines, row.part);
      if (!span.previous().isEmpty()) {
        write(lines, row.previous);
      }
      if (!span.yearAgo().isEmpty()) {
        write(lines, row.yearAgo);
      }
      lines.end();
    }
    return lines.bytes();
  }

  private static void addNames(List<String> names, String prefix) {
    List.of("period", "start", "end").forEach(name -> names.add(prefix + name));
    SUMS.forEach(sum -> names.add(prefix + "placed_" + sum));
    SUMS.forEach(sum -> names.add(prefix + "paid_" + sum));
    for (OrderStatus status : OrderStatus.values()) {
      String word = status.name().toLowerCase(Locale.ROOT);
      SUMS.forEach(sum -> names.add(prefix + "now_" + word + "_" + sum));
    }
  }

  private static void write(CsvLines lines, @Nullable Part part) {
    if (part == null) {
      List<String> names = new ArrayList<>();
      addNames(names, "");
      names.forEach(_ -> lines.nothing());
      return;
    }
    lines
        .id(part.period.name())
        .id(JsonWriter.rfc3339(part.period.fromMillis()))
        .id(JsonWriter.rfc3339(part.period.toMillis()));
    write(lines, part.sales.allPlaced());
    write(lines, part.sales.paid());
    for (OrderStatus status : OrderStatus.values()) {
      write(lines, part.sales.of(status));
    }
  }

  private static void write(CsvLines lines, Sales.Sum sum) {
    lines.number(sum.orders()).number(sum.units()).number(sum.amount());
  }
}
