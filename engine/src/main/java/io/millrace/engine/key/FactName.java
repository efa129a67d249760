package io.millrace.engine.key;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Mix;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.fact.WebhookFact;

/**
 * What tells a remembered fact from every other that its key could be bound to. The digest needs no
 * more of it: the rest of the fact has its own terms where it was applied.
 */
final class FactName {
  private FactName() {}

  /** Of the fact that an order was placed. */
  static long ofOrder(long order) {
    return Mix.mix(1, order);
  }

  static long of(Fact fact) {
    return switch (fact) {
      case OrderPlaced placed -> ofOrder(placed.order().value());
      case OrderChange change -> Mix.mix(Mix.mix(2, change.order().value()), change.version());
      case StockMoved moved -> Mix.mix(3, moved.id());
      case SkuDefined defined ->
          Mix.mix(Mix.mix(4, Mix.text(defined.sku().value())), defined.version());
      case SkuBatchAnswered batch -> of(batch);
      case ShopDefined defined -> Mix.mix(6, defined.version());
      case MerchantKeyIssued issued -> Mix.mix(7, Mix.text(issued.id()));
      case MerchantKeyRevoked revoked -> Mix.mix(8, Mix.text(revoked.id()));
      case BuyerSecretIssued issued -> Mix.mix(9, Mix.text(issued.kid()));
      case OrdersArchived _ -> throw new BrokenInvariant("archiving has no key");
      case TaskFact _ -> throw new BrokenInvariant("no request about tasks has a key");
      case WebhookFact _ -> throw new BrokenInvariant("no request about webhooks has a key");
      case Opened opened -> Mix.mix(10, opened.epoch());
      case LevelRaised raised -> Mix.mix(11, raised.level());
      case TimePassed _ -> Mix.mix(12, 0);
    };
  }

  private static long of(SkuBatchAnswered batch) {
    long hash = Mix.mix(5, batch.items().size());
    for (SkuBatchAnswered.Item item : batch.items()) {
      hash = Mix.mix(Mix.mix(hash, Mix.text(item.sku().value())), item.version());
      hash = Mix.fold(hash, 1, item.outcome().number());
    }
    return hash;
  }
}
