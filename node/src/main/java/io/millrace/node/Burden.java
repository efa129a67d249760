package io.millrace.node;

import io.millrace.journal.Room;
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
import io.millrace.model.command.DefineWebhookEndpoint;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.command.EnableWebhookEndpoint;
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
import io.millrace.model.command.RemoveWebhookEndpoint;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.RotateWebhookSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;

/**
 * What a command means to a disk that fills. It counts only for what the engine has accepted: a
 * refusal and a remembered answer write nothing, and are given with no room at all. The table is in
 * docs/operating.md.
 */
public enum Burden {
  /** Begins work, makes something that stays, or can wait. */
  BEGINS,
  /** Finishes work, frees what it holds, or shuts somebody out: it passes while anything does. */
  FINISHES,
  /** Writes nothing. */
  NONE;

  static Burden of(Command command) {
    return switch (command) {
      case PlaceOrder _,
          DefineShop _,
          IssueMerchantKey _,
          IssueBuyerSecret _,
          DefineSku _,
          DefineSkus _,
          MoveStock _,
          ArchiveOrders _,
          DefineQueue _,
          ScheduleTask _,
          ReviveTask _,
          ReviveAll _,
          DefineWebhookEndpoint _,
          EnableWebhookEndpoint _,
          RaiseLevel _ ->
          BEGINS;
      case MarkPaid _,
          CancelOrder _,
          ExtendOrder _,
          PostponeCompletion _,
          ShipOrder _,
          DeliverShipment _,
          CompleteOrder _,
          RevokeMerchantKey _,
          CancelTask _,
          LeaseTasks _,
          AckTask _,
          NackTask _,
          ExtendLease _,
          DeleteDead _,
          RemoveWebhookEndpoint _,
          RotateWebhookSecret _,
          RotateQueueSecret _,
          DisableWebhookEndpoint _ ->
          FINISHES;
      case Query _ -> NONE;
    };
  }

  boolean fits(Room room) {
    return switch (this) {
      case BEGINS -> room == Room.PLENTY;
      case FINISHES -> room != Room.FLOOR;
      case NONE -> true;
    };
  }
}
