package io.millrace.engine.goods;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.table.Chained;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuView;
import io.millrace.model.answer.StockView;
import io.millrace.model.fact.SkuDefined;
import org.jspecify.annotations.Nullable;

/** A thing that a shop sells, with its stock. Owned by the shard's writer. */
public final class Sku implements Chained<Sku> {
  private static final int DESCRIPTION_FIELD = 1;
  private static final int CREATED_FIELD = 2;
  private static final int UPDATED_FIELD = 3;

  private final int number;
  private final Shop shop;
  private final SkuId id;
  private final long digestId;
  private final long createdAtMillis;
  private final Stock stock;
  private SkuDescription description;
  private int version;
  private long updatedAtMillis;
  private @Nullable FrozenNames frozenNames;
  private @Nullable Sku next;

  Sku(int number, Shop shop, SkuDefined first, long atMillis, Digest digest, Shelves shelves) {
    check(first.version() == 1, "a new SKU has version 1");
    this.number = number;
    this.shop = shop;
    this.id = first.sku();
    this.digestId = digestId(shop, id);
    this.createdAtMillis = atMillis;
    this.updatedAtMillis = atMillis;
    this.description = first.description();
    this.version = first.version();
    this.stock = new Stock(number, digestId, digest, shelves);
    digest.add(Kind.SKU, digestId, CREATED_FIELD, createdAtMillis);
    digest.add(Kind.SKU, digestId, UPDATED_FIELD, updatedAtMillis);
    digest.add(Kind.SKU, digestId, DESCRIPTION_FIELD, descriptionHash());
  }

  /** From a snapshot. */
  Sku(int number, Shop shop, StateReader from, Digest digest, Shelves shelves) {
    SkuDefined standing = from.fact(SkuDefined.class);
    this.number = number;
    this.shop = shop;
    this.id = standing.sku();
    this.digestId = digestId(shop, id);
    this.description = standing.description();
    this.version = standing.version();
    this.createdAtMillis = from.number();
    this.updatedAtMillis = from.number();
    this.stock = new Stock(number, digestId, digest, shelves);
    stock.read(from);
  }

  void write(StateWriter to) {
    to.small(shop.number())
        .fact(new SkuDefined(id, description, version))
        .number(createdAtMillis)
        .number(updatedAtMillis);
    stock.write(to);
  }

  /** Null before the first order. */
  @Nullable FrozenNames namesIfAny() {
    return frozenNames;
  }

  /** Among all SKUs of the shard: 0, 1, 2 … as they were defined. */
  public int number() {
    return number;
  }

  public Shop shop() {
    return shop;
  }

  public SkuId id() {
    return id;
  }

  public long digestId() {
    return digestId;
  }

  static long digestId(Shop shop, SkuId id) {
    return Mix.mix(shop.digestId(), Mix.text(id.value()));
  }

  /** From the texts' own hashes, which strings cache: this is looked up for each line. */
  static int hash(Shop shop, SkuId id) {
    return (int) Mix.mix(shop.digestId() + id.value().hashCode());
  }

  public SkuDescription description() {
    return description;
  }

  public int version() {
    return version;
  }

  public long createdAtMillis() {
    return createdAtMillis;
  }

  /** Made with the first order. */
  public FrozenNames frozenNames() {
    FrozenNames names = frozenNames;
    if (names == null) {
      names = new FrozenNames();
      frozenNames = names;
    }
    return names;
  }

  public Stock stock() {
    return stock;
  }

  /** Whoever asks for any of it now gets none, and would get some if there were any. */
  boolean isSoldOut() {
    return description.onSale() && stock.available() == 0;
  }

  /** A look at all of it that an order touches; the sum means nothing. */
  long glance() {
    FrozenNames names = frozenNames;
    return digestId
        + id.value().charAt(0)
        + description.price()
        + stock.glance()
        + (names == null ? 0 : names.lastHash());
  }

  public @Nullable PerBuyerLimit limit() {
    return description.perBuyerLimit();
  }

  SkuView view() {
    return new SkuView(
        id, description, shop.settings().currency(), version, createdAtMillis, updatedAtMillis);
  }

  StockView stockView() {
    return stock.view(id);
  }

  void redefine(SkuDefined defined, long atMillis, Digest digest) {
    check(defined.version() == version + 1, "a SKU's versions are numbered without gaps");
    digest.remove(Kind.SKU, digestId, DESCRIPTION_FIELD, descriptionHash());
    description = defined.description();
    version = defined.version();
    digest.add(Kind.SKU, digestId, DESCRIPTION_FIELD, descriptionHash());
    digest.change(Kind.SKU, digestId, UPDATED_FIELD, updatedAtMillis, atMillis);
    updatedAtMillis = atMillis;
  }

  void addTo(Digest fresh) {
    fresh.add(Kind.SKU, digestId, DESCRIPTION_FIELD, descriptionHash());
    fresh.add(Kind.SKU, digestId, CREATED_FIELD, createdAtMillis);
    fresh.add(Kind.SKU, digestId, UPDATED_FIELD, updatedAtMillis);
    stock.addTo(fresh);
  }

  private long descriptionHash() {
    long hash = Mix.fold(0, 1, version);
    hash = Mix.fold(hash, 2, Mix.text(description.name()));
    hash = Mix.fold(hash, 3, description.price());
    hash = Mix.fold(hash, 4, textOrNone(description.description()));
    hash = Mix.fold(hash, 5, textOrNone(description.imageUrl()));
    PerBuyerLimit limit = description.perBuyerLimit();
    if (limit != null) {
      hash = Mix.fold(hash, 6, limit.quantity());
      hash = Mix.fold(hash, 7, limit.period() == null ? 0 : limit.period().toMillis());
    }
    return Mix.fold(hash, 8, description.onSale() ? 1 : 0);
  }

  private static long textOrNone(@Nullable String text) {
    return text == null ? 0 : Mix.text(text);
  }

  @Override
  public int hash() {
    return hash(shop, id);
  }

  @Override
  public @Nullable Sku next() {
    return next;
  }

  @Override
  public void next(@Nullable Sku next) {
    this.next = next;
  }
}
