package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.PricedLine;
import io.millrace.model.SkuId;
import io.millrace.model.fact.OrderPlaced;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/** Wire form of an order as it was placed: the fact that a peak is made of. */
final class PlacedOrders {

  private PlacedOrders() {}

  static void write(WireWriter out, OrderPlaced placed) {
    int message = out.openLong(Wire.ORDER_PLACED);
    out.number(1, placed.order().value());
    out.name(2, placed.buyer().value());
    for (int i = 0; i < placed.lines().size(); i++) {
      write(out, placed.lines().get(i));
    }
    for (int i = 0; i < placed.charges().size(); i++) {
      Charge charge = placed.charges().get(i);
      int nested = out.open(4);
      out.number(1, charge.kind().number());
      out.text(2, charge.label());
      out.signed(3, charge.amount());
      out.close(nested);
    }
    out.name(5, placed.currency().getCurrencyCode());
    out.number(6, placed.total());
    out.signed(7, placed.paymentDeadlineMillis());
    out.text(8, placed.reference());
    Labels.write(out, 9, placed.metadata());
    Fingerprint token = placed.submitToken();
    if (token != null) {
      out.fixed(10, token.high());
      out.fixed(11, token.low());
    }
    out.closeLong(message);
  }

  private static void write(WireWriter out, PricedLine line) {
    int nested = out.open(3);
    out.name(1, line.sku().value());
    out.text(2, line.name());
    out.number(3, line.quantity());
    out.number(4, line.unitPrice());
    out.flag(5, line.counted());
    out.close(nested);
  }

  static OrderPlaced read(CodedInputStream in, KnownTexts known) throws IOException {
    long order = 0;
    BuyerId buyer = null;
    List<PricedLine> lines = new ArrayList<>(1);
    List<Charge> charges = new ArrayList<>(0);
    String currency = "";
    long total = 0;
    long deadlineMillis = 0;
    String reference = null;
    List<Label> metadata = new ArrayList<>(0);
    long tokenHigh = 0;
    long tokenLow = 0;
    boolean token = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> order = in.readUInt64();
        case 2 -> buyer = new BuyerId(known.again(in));
        case 3 -> lines.add(Wire.nested(in, nested -> line(nested, known)));
        case 4 -> charges.add(Wire.nested(in, PlacedOrders::charge));
        case 5 -> currency = known.text(in);
        case 6 -> total = in.readUInt64();
        case 7 -> deadlineMillis = in.readSInt64();
        case 8 -> reference = in.readStringRequireUtf8();
        case 9 -> metadata.add(Wire.nested(in, Labels::read));
        case 10 -> {
          tokenHigh = in.readFixed64();
          token = true;
        }
        case 11 -> tokenLow = in.readFixed64();
        default -> in.skipField(tag);
      }
    }
    return new OrderPlaced(
        new OrderId(order),
        Wire.require(buyer, "buyer"),
        lines,
        charges,
        Currency.getInstance(currency),
        total,
        deadlineMillis,
        reference,
        metadata,
        token ? new Fingerprint(tokenHigh, tokenLow) : null);
  }

  private static PricedLine line(CodedInputStream in, KnownTexts known) throws IOException {
    SkuId sku = null;
    String name = "";
    int quantity = 0;
    long unitPrice = 0;
    boolean counted = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> sku = known.sku(in);
        case 2 -> name = known.text(in);
        case 3 -> quantity = in.readUInt32();
        case 4 -> unitPrice = in.readUInt64();
        case 5 -> counted = in.readBool();
        default -> in.skipField(tag);
      }
    }
    return new PricedLine(Wire.require(sku, "SKU"), name, quantity, unitPrice, counted);
  }

  private static Charge charge(CodedInputStream in) throws IOException {
    int kind = 0;
    String label = "";
    long amount = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> kind = in.readUInt32();
        case 2 -> label = in.readStringRequireUtf8();
        case 3 -> amount = in.readSInt64();
        default -> in.skipField(tag);
      }
    }
    return new Charge(Wire.known(Charge.Kind.values(), Charge.Kind::number, kind), label, amount);
  }
}
