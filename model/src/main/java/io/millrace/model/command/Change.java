package io.millrace.model.command;

/** A command that may leave facts. */
public sealed interface Change extends Command
    permits DefineShop,
        IssueMerchantKey,
        RevokeMerchantKey,
        IssueBuyerSecret,
        DefineSku,
        DefineSkus,
        MoveStock,
        PlaceOrder,
        MarkPaid,
        CancelOrder,
        ExtendOrder,
        ShipOrder,
        DeliverShipment,
        PostponeCompletion,
        CompleteOrder,
        DefineQueue,
        ScheduleTask,
        CancelTask,
        LeaseTasks,
        AckTask,
        NackTask,
        ExtendLease,
        ReviveTask,
        ReviveAll,
        DeleteDead {}
