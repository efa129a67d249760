package io.millrace.engine.goods;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.table.Appended;
import io.millrace.engine.table.GrowingTable;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All SKUs of a shard: by name and by number for orders, sorted within each shop for lists. */
public final class Goods {
  private final Digest digest;
  private final GrowingTable<Sku> table = new GrowingTable<>();
  private final Appended<Sku> numbered = new Appended<>();
  private final Shelves shelves = new Shelves();
  private final Map<ShopId, TreeMap<String, Sku>> sorted = new HashMap<>();

  public Goods(Digest digest) {
    this.digest = digest;
  }

  public @Nullable Sku find(Shop shop, SkuId id) {
    Sku sku = table.first(Sku.hash(shop, id));
    while (sku != null && !(sku.shop() == shop && sku.id().value().equals(id.value()))) {
      sku = sku.next();
    }
    return sku;
  }

  /** What {@link #glance} takes. */
  public static int hash(Shop shop, SkuId id) {
    return Sku.hash(shop, id);
  }

  /** A look at a SKU that may be the one, and at its stock. */
  public long glance(int hash) {
    Sku sku = table.first(hash);
    return sku == null ? 0 : sku.glance();
  }

  /** For facts, whose SKUs are there. */
  public Sku require(Shop shop, SkuId id) {
    Sku sku = find(shop, id);
    if (sku == null) {
      throw new BrokenInvariant("a fact of a SKU that does not exist");
    }
    return sku;
  }

  public Sku get(int number) {
    return numbered.get(number);
  }

  /** Tells of each SKU that may have sold out, or come back, since this was last asked. */
  public void takeShelves(ShelfTaker taker) {
    shelves.take(this, taker);
  }

  public int size() {
    return table.size();
  }

  public void forEach(Consumer<Sku> action) {
    table.forEach(action);
  }

  Collection<Sku> after(Shop shop, @Nullable SkuId id) {
    TreeMap<String, Sku> skus = sorted.get(shop.id());
    if (skus == null) {
      return List.of();
    }
    return id == null ? skus.values() : skus.tailMap(id.value(), false).values();
  }

  public void apply(Shop shop, SkuDefined defined, long atMillis) {
    Sku known = find(shop, defined.sku());
    if (known != null) {
      known.redefine(defined, atMillis, digest);
      shelves.turned(known.number());
      return;
    }
    add(new Sku(numbered.size(), shop, defined, atMillis, digest, shelves));
  }

  private void add(Sku sku) {
    numbered.add(sku);
    table.add(sku);
    sorted.computeIfAbsent(sku.shop().id(), id -> new TreeMap<>()).put(sku.id().value(), sku);
  }

  /** What of the state is here, for snapshots. */
  public List<Section> sections(Shops shops) {
    return List.of(new SkuSection(shops), new NameSection(numbered));
  }

  private final class SkuSection implements Section {
    private final Shops shops;

    SkuSection(Shops shops) {
      this.shops = shops;
    }

    @Override
    public SectionKind kind() {
      return SectionKind.SKU;
    }

    @Override
    public Walk walk() {
      int[] next = new int[1];
      return to -> {
        boolean left = next[0] < numbered.size();
        if (left) {
          numbered.get(next[0]++).write(to);
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      add(new Sku(numbered.size(), shops.get(from.small()), from, digest, shelves));
    }
  }

  public void apply(Shop shop, StockMoved moved) {
    require(shop, moved.sku()).stock().move(moved.quantity(), moved.version());
  }

  public void addTo(Digest fresh) {
    table.forEach(sku -> sku.addTo(fresh));
  }
}
