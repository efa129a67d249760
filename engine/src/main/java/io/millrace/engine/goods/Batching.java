package io.millrace.engine.goods;

import io.millrace.engine.shop.Shop;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.Invalid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides one batch of SKUs, item by item: what is wrong with one is no matter of the others.
 *
 * <p>One command may cause so many bytes and no more. First the answer is weighed, which tells of
 * every item and always fits; what is left is filled with SKUs in their order. A request of a MiB
 * fits whole; of a larger one, those that find no room would be refused, to be sent again.
 */
final class Batching {
  /** What a fact weighs beside names and texts, generously: numbers, tags, lengths, a key. */
  private static final int FACT_BYTES = 96;

  /** The same for an item of the answer, refused or not. */
  private static final int ITEM_BYTES = 24;

  private static final String FULL = "the batch had no room left; send the item in another one";

  private final Goods goods;
  private final Request request;
  private final Shop shop;
  private final List<DefineSkus.Item> asked;
  private final List<SkuBatchAnswered.Item> items = new ArrayList<>();
  private final List<SkuBatchAnswered.Refused> refused = new ArrayList<>();
  private final List<Recorded> facts = new ArrayList<>();
  private final int factBytes;
  private int bytes;

  Batching(Goods goods, Request request, Shop shop, DefineSkus batch) {
    this.goods = goods;
    this.request = request;
    this.shop = shop;
    this.asked = batch.items();
    this.factBytes = FACT_BYTES + request.shop().value().length() + request.actor().id().length();
  }

  Outcome outcome() {
    List<@Nullable Invalid> wrongs = new ArrayList<>(asked.size());
    bytes = factBytes;
    for (int place = 0; place < asked.size(); place++) {
      Invalid wrong = wrong(place);
      wrongs.add(wrong);
      bytes += answerBytes(asked.get(place), wrong);
    }
    for (int place = 0; place < asked.size(); place++) {
      Invalid wrong = wrongs.get(place);
      if (wrong != null) {
        refuse(place, wrong.code(), wrong.field(), wrong.detail());
      } else if (asked.get(place) instanceof DefineSku define) {
        define(place, define);
      }
    }
    SkuBatchAnswered answered = new SkuBatchAnswered(items, refused);
    if (facts.isEmpty()) {
      return new Outcome.Answered(new SkuBatchView(answered));
    }
    facts.add(shop.record(request, facts.size() + 1, true, answered));
    return new Outcome.Accepted(facts, new SkuBatchView(answered));
  }

  private @Nullable Invalid wrong(int place) {
    return switch (asked.get(place)) {
      case DefineSkus.Unread unread -> new Invalid(unread.field(), unread.detail());
      case DefineSku define -> GoodsShape.check("items[" + place + "].", define.description());
    };
  }

  private void define(int place, DefineSku define) {
    Sku sku = goods.find(shop, define.sku());
    if (sku != null && sku.description().equals(define.description())) {
      items.add(
          new SkuBatchAnswered.Item(
              define.sku(), SkuBatchAnswered.Outcome.UNCHANGED, sku.version()));
      return;
    }
    int more = factBytes + define.sku().value().length() + textBytes(define.description());
    // One fact more than the SKUs is the answer's.
    if (bytes + more > Limits.COMMAND_BYTES_MAX || facts.size() + 1 >= Limits.COMMAND_FACTS_MAX) {
      refuse(place, Code.BATCH_FULL, "", FULL);
      return;
    }
    bytes += more;
    int version = sku == null ? 1 : sku.version() + 1;
    SkuDefined defined = new SkuDefined(define.sku(), define.description(), version);
    facts.add(shop.record(request, facts.size() + 1, false, defined));
    items.add(
        new SkuBatchAnswered.Item(
            define.sku(),
            sku == null ? SkuBatchAnswered.Outcome.CREATED : SkuBatchAnswered.Outcome.UPDATED,
            version));
  }

  private void refuse(int place, Code code, String field, String detail) {
    refused.add(new SkuBatchAnswered.Refused(place, named(asked.get(place)), code, field, detail));
  }

  static @Nullable SkuId named(DefineSkus.Item item) {
    return switch (item) {
      case DefineSku define -> define.sku();
      case DefineSkus.Unread unread -> unread.sku();
    };
  }

  /** Whatever becomes of an item that is not wrong, its answer is no longer than a refusal. */
  private static int answerBytes(DefineSkus.Item item, @Nullable Invalid wrong) {
    SkuId sku = named(item);
    return ITEM_BYTES
        + (sku == null ? 0 : sku.value().length())
        + (wrong == null ? FULL.length() : utf8Bytes(wrong.field()) + utf8Bytes(wrong.detail()));
  }

  private static int textBytes(SkuDescription description) {
    return utf8Bytes(description.name())
        + utf8Bytes(description.description())
        + utf8Bytes(description.imageUrl());
  }

  /**
   * What the text takes on the wire, or a little more: half of a surrogate pair counts as three.
   */
  private static int utf8Bytes(@Nullable String text) {
    int bytes = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return bytes;
  }
}
