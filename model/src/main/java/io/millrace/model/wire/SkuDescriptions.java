package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.SkuDescription;
import java.io.IOException;
import java.time.Duration;

/** Wire form of what a SKU is. */
final class SkuDescriptions {

  private SkuDescriptions() {}

  static void write(WireWriter out, int field, SkuDescription description) {
    int message = out.open(field);
    out.text(1, description.name());
    out.number(2, description.price());
    out.text(3, description.description());
    out.text(4, description.imageUrl());
    PerBuyerLimit limit = description.perBuyerLimit();
    if (limit != null) {
      int nested = out.open(5);
      out.number(1, limit.quantity());
      Duration period = limit.period();
      out.number(2, period == null ? 0 : period.toMillis());
      out.close(nested);
    }
    out.flag(6, description.onSale());
    out.close(message);
  }

  static SkuDescription read(CodedInputStream in) throws IOException {
    String name = "";
    long price = 0;
    String text = null;
    String imageUrl = null;
    PerBuyerLimit limit = null;
    boolean onSale = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> name = in.readStringRequireUtf8();
        case 2 -> price = in.readUInt64();
        case 3 -> text = in.readStringRequireUtf8();
        case 4 -> imageUrl = in.readStringRequireUtf8();
        case 5 -> limit = Wire.nested(in, SkuDescriptions::limit);
        case 6 -> onSale = in.readBool();
        default -> in.skipField(tag);
      }
    }
    return new SkuDescription(name, price, text, imageUrl, limit, onSale);
  }

  private static PerBuyerLimit limit(CodedInputStream in) throws IOException {
    int quantity = 0;
    long periodMillis = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> quantity = in.readUInt32();
        case 2 -> periodMillis = in.readUInt64();
        default -> in.skipField(tag);
      }
    }
    return new PerBuyerLimit(quantity, periodMillis == 0 ? null : Duration.ofMillis(periodMillis));
  }
}
