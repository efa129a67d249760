package io.millrace.proof.people;

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

/** What is asked, in kinds, for counting what met which fault. */
public enum Operation {
  PLACE,
  PAY,
  CANCEL,
  EXTEND,
  SHIP,
  DELIVER,
  POSTPONE,
  COMPLETE,
  STOCK,
  DEFINE,
  READ,
  SCHEDULE,
  UNSCHEDULE,
  LEASE,
  ACK,
  NACK,
  PROLONG,
  REVIVE;

  static Operation of(Command command) {
    return switch (command) {
      case PlaceOrder _ -> PLACE;
      case MarkPaid _ -> PAY;
      case CancelOrder _ -> CANCEL;
      case ExtendOrder _ -> EXTEND;
      case ShipOrder _ -> SHIP;
      case DeliverShipment _ -> DELIVER;
      case PostponeCompletion _ -> POSTPONE;
      case CompleteOrder _ -> COMPLETE;
      case MoveStock _ -> STOCK;
      case ScheduleTask _ -> SCHEDULE;
      case CancelTask _ -> UNSCHEDULE;
      case LeaseTasks _ -> LEASE;
      case AckTask _ -> ACK;
      case NackTask _ -> NACK;
      case ExtendLease _ -> PROLONG;
      case ReviveTask _, ReviveAll _, DeleteDead _ -> REVIVE;
      case Query _ -> READ;
      case RaiseLevel _,
          ArchiveOrders _,
          DefineShop _,
          IssueMerchantKey _,
          RevokeMerchantKey _,
          IssueBuyerSecret _,
          DefineSku _,
          DefineSkus _,
          DefineQueue _,
          RotateQueueSecret _,
          WebhookChange _ ->
          DEFINE;
    };
  }
}
