package io.millrace.proof.audit;

import io.millrace.model.Fingerprint;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuId;
import io.millrace.model.answer.ShopView;
import io.millrace.model.fact.ShopDefined;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the facts of one shop say of it. */
final class ShopState {
  final ShopId id;
  final Timers timers;
  final Map<SkuId, Sku> skus = new HashMap<>();
  final Map<OrderId, Purchase> orders = new HashMap<>();
  final Map<String, OrderId> references = new HashMap<>();
  final Map<Fingerprint, Purchase> spentTokens = new HashMap<>();
  final Keys keys = new Keys();
  final Tasks tasks;
  private @Nullable ShopDefined defined;
  private long createdAtMillis;
  private long updatedAtMillis;

  ShopState(ShopId id, Timers timers) {
    this.id = id;
    this.timers = timers;
    this.tasks = new Tasks(timers);
  }

  void define(ShopDefined next, long atMillis) {
    createdAtMillis = defined == null ? atMillis : createdAtMillis;
    updatedAtMillis = atMillis;
    defined = next;
  }

  boolean isDefined() {
    return defined != null;
  }

  int version() {
    return defined == null ? 0 : defined.version();
  }

  ShopSettings settings() {
    if (defined == null) {
      throw new IllegalStateException("a shop that nobody has defined");
    }
    return defined.settings();
  }

  /** When an order that is completed now is final. */
  long finalAtMillis(long nowMillis) {
    return nowMillis + settings().refundWindow().toMillis();
  }

  ShopView view() {
    return view(settings(), version(), updatedAtMillis);
  }

  /** As it is once it has been defined so. */
  ShopView view(ShopSettings settings, int version, long atMillis) {
    return new ShopView(
        id, settings, version, defined == null ? atMillis : createdAtMillis, atMillis);
  }
}
