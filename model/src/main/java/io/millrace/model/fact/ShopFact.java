package io.millrace.model.fact;

/** A fact about one shop. */
public sealed interface ShopFact extends Fact
    permits ShopDefined,
        MerchantKeyIssued,
        MerchantKeyRevoked,
        BuyerSecretIssued,
        SkuDefined,
        SkuBatchAnswered,
        StockMoved,
        OrderFact,
        OrdersArchived,
        TaskFact,
        WebhookFact {}
