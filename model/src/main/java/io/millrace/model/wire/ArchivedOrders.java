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
  private static final int KEPT_UP_TO = 2;

  private ArchivedOrders() {}

  static void write(WireWriter out, OrdersArchived archived) {
    int message = out.openLong(Wire.ORDERS_ARCHIVED);
    out.packed(ORDERS, archived.orders().stream().map(OrderId::value).toList());
    out.number(KEPT_UP_TO, archived.keptUpTo());
    out.closeLong(message);
  }

  static OrdersArchived read(CodedInputStream in) throws IOException {
    List<OrderId> orders = new ArrayList<>();
    long keptUpTo = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case ORDERS -> {
          int limit = in.pushLimit(in.readRawVarint32());
          while (in.getBytesUntilLimit() > 0) {
            orders.add(new OrderId(in.readUInt64()));
          }
          in.popLimit(limit);
        }
        case KEPT_UP_TO -> keptUpTo = in.readUInt64();
        default -> in.skipField(tag);
      }
    }
    return new OrdersArchived(orders, keptUpTo);
  }
}
