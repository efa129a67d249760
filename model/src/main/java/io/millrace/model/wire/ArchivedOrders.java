package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.OrderId;
import io.millrace.model.fact.OrdersArchived;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The wire form of the fact that orders have left memory. */
final class ArchivedOrders {
  private static final int ORDERS = 1;

  private ArchivedOrders() {}

  static void write(WireWriter out, OrdersArchived archived) {
    int message = out.openLong(Wire.ORDERS_ARCHIVED);
    out.packed(ORDERS, archived.orders().stream().map(OrderId::value).toList());
    out.closeLong(message);
  }

  static OrdersArchived read(CodedInputStream in) throws IOException {
    List<OrderId> orders = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (Wire.field(tag) == ORDERS) {
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
          orders.add(new OrderId(in.readUInt64()));
        }
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
    return new OrdersArchived(orders);
  }
}
