package io.millrace.model.command;

/** A command that never leaves facts. */
public sealed interface Query extends Command
    permits ReadTime,
        ReadLevel,
        ReadShop,
        ListShops,
        ListMerchantKeys,
        ListBuyerSecrets,
        ReadSku,
        ListSkus,
        ReadStock,
        PriceLines,
        ReadOrder,
        ListOrdersOfBuyer,
        FindOrder,
        FindShipment,
        ListStuckOrders,
        FindFinalOrders,
        ReadQueue,
        ListQueues,
        ReadTask,
        ListDead,
        ListWebhookEndpoints {}
