package io.millrace.engine.shop;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.ShopFact;
import java.util.Iterator;
import java.util.stream.Stream;

/** Keys and secrets, as the facts that issued them. */
final class AccessSection implements Section {
  private final Shops shops;
  private final Digest digest;

  AccessSection(Shops shops, Digest digest) {
    this.shops = shops;
    this.digest = digest;
  }

  private record OfShop(Shop shop, Access.Standing standing) {}

  @Override
  public SectionKind kind() {
    return SectionKind.ACCESS;
  }

  @Override
  public Walk walk() {
    Iterator<OfShop> rest = shops.all().stream().flatMap(AccessSection::standing).iterator();
    return to -> {
      boolean left = rest.hasNext();
      if (left) {
        OfShop next = rest.next();
        to.small(next.shop().number())
            .number(next.standing().atMillis())
            .fact(next.standing().fact());
      }
      return left;
    };
  }

  private static Stream<OfShop> standing(Shop shop) {
    return shop.access().standing().stream().map(standing -> new OfShop(shop, standing));
  }

  @Override
  public void read(StateReader from) {
    Access access = shops.get(from.small()).access();
    long atMillis = from.number();
    switch (from.fact(ShopFact.class)) {
      case MerchantKeyIssued issued -> access.apply(issued, atMillis, digest);
      case BuyerSecretIssued issued -> access.apply(issued, atMillis, digest);
      default -> throw new UnreadableState("a shop's access holds another fact");
    }
  }
}
