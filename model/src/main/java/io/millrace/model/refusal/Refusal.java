package io.millrace.model.refusal;

/** A no that is a value. Each has its code; what else it holds helps whoever asked. */
public sealed interface Refusal
    permits Invalid,
        PriceGuardMissing,
        NotPermitted,
        KeyReused,
        TokenUsed,
        TokenExpired,
        ShopUnknown,
        KeyUnknown,
        SkuUnknown,
        OrderUnknown,
        ShipmentUnknown,
        SkuWithdrawn,
        SoldOut,
        PriceChanged,
        BuyerLimitReached,
        OrderStateRefused,
        AmountMismatch,
        ReferenceTaken,
        StockCommitted,
        ShipmentExceedsOrder,
        CurrencyFixed,
        VersionMismatch,
        VersionRequired,
        KeysFull,
        QueueUnknown,
        TaskUnknown,
        TaskLeased,
        LeaseLost,
        QueueFull {
  Code code();
}
