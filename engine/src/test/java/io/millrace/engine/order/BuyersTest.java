package io.millrace.engine.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.Shops;
import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.ShopDefined;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BuyersTest {
  private static final int NAME_CHARS_MAX = 64;

  private record Who(Shop shop, BuyerId id) {}

  private final Shops shops = new Shops(new Digest());
  private final List<Shop> both = List.of(open("mill"), open("other-mill"));
  private final Buyers buyers = new Buyers();
  private final Map<Who, Integer> model = new HashMap<>();

  private Shop open(String name) {
    ShopSettings settings =
        new ShopSettings(
            name,
            Currency.getInstance("CNY"),
            ZoneId.of("Asia/Shanghai"),
            Duration.ofMinutes(30),
            List.of());
    shops.applyFirst(new ShopId(name), new ShopDefined(settings, 1), 1, 1);
    return Objects.requireNonNull(shops.find(new ShopId(name)));
  }

  /** Names of every length, some of which differ in one character only, in two shops. */
  @Test
  void shouldFindWhatAMapFindsWhateverTheLengthOfTheName() {
    for (int i = 0; i < 60_000; i++) {
      int drawn = (int) Long.remainderUnsigned(Mix.mix(i), 20_000);
      Who who = new Who(both.get(drawn % 2), name(drawn / 2));
      Integer known = model.get(who);
      assertThat(buyers.find(who.shop, who.id)).isEqualTo(known == null ? Buyers.NONE : known);
      int claimed = buyers.claim(who.shop, who.id);
      assertThat(claimed).isEqualTo(known == null ? model.size() : known);
      buyers.newest(claimed, i);
      model.put(who, claimed);
      assertThat(buyers.newest(claimed)).isEqualTo(i);
    }
    assertThat(buyers.size()).isEqualTo(model.size());
    model.forEach(this::assertKept);
  }

  private void assertKept(Who who, int buyer) {
    assertThat(buyers.id(buyer)).isEqualTo(who.id);
    assertThat(buyers.shop(buyer)).isEqualTo(who.shop.number());
    assertThat(buyers.textHash(buyer)).isEqualTo(Mix.text(who.id.value()));
  }

  private static BuyerId name(int number) {
    int chars = number % NAME_CHARS_MAX + 1;
    String digits = Integer.toString(number / NAME_CHARS_MAX, Character.MAX_RADIX);
    String name = "b".repeat(NAME_CHARS_MAX) + digits;
    return new BuyerId(name.substring(name.length() - chars));
  }

  /** Among so many shops there are two in which one name has the same hash. */
  @Test
  void shouldTellShopsApartInWhichABuyersHashIsEqual() {
    BuyerId id = new BuyerId("ann");
    Map<Integer, String> seen = new HashMap<>();
    String one = "";
    String other = null;
    for (int i = 0; other == null; i++) {
      one = "shop-" + i;
      other = seen.put((int) Mix.mix(Mix.text(one) ^ id.value().hashCode()), one);
    }
    Shop first = open(one);
    Shop second = open(other);
    assertThat(Buyers.hash(first, id)).isEqualTo(Buyers.hash(second, id));
    int claimed = buyers.claim(first, id);
    assertThat(buyers.find(second, id)).isEqualTo(Buyers.NONE);
    assertThat(buyers.claim(second, id)).isNotEqualTo(claimed);
    assertThat(buyers.find(first, id)).isEqualTo(claimed);
  }

  /** These two texts have the same hash, so only their bytes tell them apart. */
  @Test
  void shouldTellBuyersApartWhoseHashesAreEqual() {
    BuyerId one = new BuyerId("Aa");
    BuyerId other = new BuyerId("BB");
    assertThat(one.value().hashCode()).isEqualTo(other.value().hashCode());
    int first = buyers.claim(both.getFirst(), one);
    assertThat(buyers.find(both.getFirst(), other)).isEqualTo(Buyers.NONE);
    int second = buyers.claim(both.getFirst(), other);
    assertThat(buyers.find(both.getFirst(), one)).isEqualTo(first);
    assertThat(buyers.find(both.getFirst(), other)).isEqualTo(second);
  }
}
