package io.millrace.engine.shop;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Digest;
import io.millrace.model.ShopId;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.ShopDefined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shops of a shard. Shops are few, so plain maps do. Owned by the shard's writer. */
public final class Shops {
  private final Digest digest;
  private final Map<ShopId, Shop> shops = new HashMap<>();
  private final List<Shop> numbered = new ArrayList<>();
  private final TreeMap<String, Shop> sorted = new TreeMap<>();

  /** The one that was asked for last is mostly asked for again, for its fact. */
  private @Nullable Shop last;

  public Shops(Digest digest) {
    this.digest = digest;
  }

  public @Nullable Shop find(@Nullable ShopId id) {
    Shop known = last;
    if (known == null || id == null || !known.id().value().equals(id.value())) {
      known = shops.get(id);
      last = known;
    }
    return known;
  }

  public Shop get(int number) {
    return numbered.get(number);
  }

  public int size() {
    return shops.size();
  }

  public Collection<Shop> all() {
    return sorted.values();
  }

  Iterable<Shop> after(@Nullable ShopId id) {
    return id == null ? sorted.values() : sorted.tailMap(id.value(), false).values();
  }

  /** The shop that a fact is about; only a first definition finds none. */
  public Shop advance(@Nullable ShopId id, long sequence) {
    Shop shop = find(id);
    if (shop == null) {
      throw new BrokenInvariant("a fact of a shop that does not exist");
    }
    shop.advance(sequence, digest);
    return shop;
  }

  public void applyFirst(ShopId id, ShopDefined defined, long sequence, long atMillis) {
    check(defined.version() == 1, "a new shop has version 1");
    Shop shop = new Shop(numbered.size(), id, defined, atMillis, digest);
    shop.advance(sequence, digest);
    numbered.add(shop);
    shops.put(id, shop);
    sorted.put(id.value(), shop);
  }

  public void apply(Shop shop, ShopDefined defined, long atMillis) {
    shop.redefine(defined, atMillis, digest);
  }

  public void apply(Shop shop, MerchantKeyIssued issued, long atMillis) {
    shop.access().apply(issued, atMillis, digest);
  }

  public void apply(Shop shop, MerchantKeyRevoked revoked) {
    shop.access().apply(revoked, digest);
  }

  public void apply(Shop shop, BuyerSecretIssued issued, long atMillis) {
    shop.access().apply(issued, atMillis, digest);
  }

  public void addTo(Digest fresh) {
    for (Shop shop : shops.values()) {
      shop.addTo(fresh);
    }
  }
}
