package io.millrace.node;

import io.millrace.model.command.AckTask;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.Query;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.command.WebhookChange;

/** A way into the writer. What finishes work must not wait behind what begins it. */
public enum Lane {
  /** Payments, cancels, shipping; handing out tasks and hearing of them. */
  FINISHING,
  /** Ordinary orders, settings and reads of one thing. */
  ORDINARY;

  static Lane of(Command command) {
    return switch (command) {
      case MarkPaid _,
          CancelOrder _,
          ExtendOrder _,
          ShipOrder _,
          DeliverShipment _,
          CompleteOrder _ ->
          FINISHING;
      case PostponeCompletion _ -> FINISHING;
      case CancelTask _, LeaseTasks _, AckTask _, NackTask _, ExtendLease _ -> FINISHING;
      case DefineShop _,
          IssueMerchantKey _,
          RevokeMerchantKey _,
          IssueBuyerSecret _,
          DefineSku _,
          DefineSkus _,
          MoveStock _,
          PlaceOrder _,
          ArchiveOrders _,
          DefineQueue _,
          RotateQueueSecret _,
          ScheduleTask _,
          ReviveTask _,
          ReviveAll _,
          DeleteDead _,
          RaiseLevel _,
          WebhookChange _,
          Query _ ->
          ORDINARY;
    };
  }
}
