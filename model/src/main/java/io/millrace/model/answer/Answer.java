package io.millrace.model.answer;

/** What a command gets that is not refused. Immutable: other threads read it. */
public sealed interface Answer
    permits TimeView,
        ShopView,
        ShopPage,
        MerchantKeyView,
        MerchantKeyPage,
        MerchantKeyGone,
        BuyerSecretView,
        BuyerSecretList,
        SkuView,
        SkuPage,
        SkuBatchView,
        StockView,
        MovementView,
        PricedLinesView,
        OrderPlacedView,
        OrderView,
        OrderPage,
        Receipt,
        ShippedView {}
