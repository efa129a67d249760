package io.millrace.proof.audit;

import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.refusal.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must become of many SKUs at once. Their facts come before the one that tells of all of them,
 * so it is remembered what each SKU was before the facts that came last.
 */
final class Batches {

  /** A SKU's description in some version. */
  private record Known(int version, SkuDescription description) {}

  /** A definition, and what was there before it; null if nothing was. */
  private record Defined(SkuDefined fact, @Nullable Known before) {}

  private final Map<SkuId, Sku> skus;
  private final List<Defined> last = new ArrayList<>();

  Batches(Map<SkuId, Sku> skus) {
    this.skus = skus;
  }

  /** To be told of each fact of the shop, before it is taken in. */
  void follow(ShopFact fact) {
    if (fact instanceof SkuDefined defined) {
      last.add(new Defined(defined, known(defined.sku())));
    } else {
      last.clear();
    }
  }

  private @Nullable Known known(SkuId id) {
    Sku sku = skus.get(id);
    return sku == null ? null : new Known(sku.version(), sku.description());
  }

  Expected define(DefineSkus batch, @Nullable ShopFact happened) {
    List<Defined> ofBatch = happened instanceof SkuBatchAnswered told ? lastOf(told) : List.of();
    Map<SkuId, @Nullable Known> now = before(batch, ofBatch);
    List<SkuDefined> facts = new ArrayList<>();
    List<SkuBatchAnswered.Item> items = new ArrayList<>();
    List<SkuBatchAnswered.Refused> refused = new ArrayList<>();
    for (int place = 0; place < batch.items().size(); place++) {
      switch (batch.items().get(place)) {
        case DefineSkus.Unread unread ->
            refused.add(
                new SkuBatchAnswered.Refused(
                    place, unread.sku(), Code.INVALID, unread.field(), unread.detail()));
        case DefineSku define -> items.add(item(define, now, facts));
      }
    }
    if (happened != null && !facts.equals(ofBatch.stream().map(Defined::fact).toList())) {
      throw new BrokenPromise(
          Promise.AS_THE_RULES_SAY,
          "%s led to %s, but right is %s".formatted(batch, ofBatch, facts));
    }
    SkuBatchAnswered answered = new SkuBatchAnswered(items, refused);
    return facts.isEmpty()
        ? new Expected.Unchanged(new SkuBatchView(answered))
        : new Expected.Change(answered, new SkuBatchView(answered));
  }

  /** What each SKU of the batch was before it. */
  private Map<SkuId, @Nullable Known> before(DefineSkus batch, List<Defined> ofBatch) {
    Map<SkuId, @Nullable Known> before = new HashMap<>();
    for (DefineSkus.Item item : batch.items()) {
      if (item instanceof DefineSku define) {
        before.put(define.sku(), known(define.sku()));
      }
    }
    for (Defined defined : ofBatch.reversed()) {
      before.put(defined.fact().sku(), defined.before());
    }
    return before;
  }

  private static SkuBatchAnswered.Item item(
      DefineSku define, Map<SkuId, @Nullable Known> now, List<SkuDefined> facts) {
    Known known = now.get(define.sku());
    if (known != null && known.description().equals(define.description())) {
      return new SkuBatchAnswered.Item(
          define.sku(), SkuBatchAnswered.Outcome.UNCHANGED, known.version());
    }
    int version = known == null ? 1 : known.version() + 1;
    now.put(define.sku(), new Known(version, define.description()));
    facts.add(new SkuDefined(define.sku(), define.description(), version));
    return new SkuBatchAnswered.Item(
        define.sku(),
        known == null ? SkuBatchAnswered.Outcome.CREATED : SkuBatchAnswered.Outcome.UPDATED,
        version);
  }

  /** The definitions right before, as many as the answer tells of. */
  private List<Defined> lastOf(SkuBatchAnswered told) {
    long changed =
        told.items().stream()
            .filter(item -> item.outcome() != SkuBatchAnswered.Outcome.UNCHANGED)
            .count();
    return last.subList((int) Math.max(0, last.size() - changed), last.size());
  }
}
