package io.millrace.engine.purchase;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.table.GrowingTable;
import io.millrace.model.BuyerId;
import io.millrace.model.PerBuyerLimit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many units of limited SKUs each buyer has ordered, and when. Units count from placing until
 * the period has passed or the order is given up; without a period for ever. Units that were
 * ordered while the SKU had no limit never count.
 *
 * <p>What is older than the SKU's period is forgotten, a few purchases with each that is added, so
 * a SKU costs what was bought of it in a period. A period that is made longer later does not bring
 * back what was forgotten before.
 */
public final class Purchases {
  /** More than one, so that a line shortens; few, so that no order waits for it. */
  private static final int FORGOTTEN_PER_PURCHASE_MAX = 4;

  private static final int UNITS_FIELD = 1;

  private final Digest digest;
  private final GrowingTable<Tally> tallies = new GrowingTable<>();
  private final Map<Sku, Line> lines = new HashMap<>();

  public Purchases(Digest digest) {
    this.digest = digest;
  }

  /** Units of the buyer that count against the limit now. */
  public long counted(Sku sku, BuyerId buyer, PerBuyerLimit limit, long nowMillis) {
    Tally tally = find(sku, buyer);
    if (tally == null) {
      return 0;
    }
    return limit.period() == null
        ? tally.units
        : tally.unitsAfter(nowMillis - limit.period().toMillis());
  }

  /** For an order that was placed. */
  public void add(Sku sku, BuyerId buyer, long units, long atMillis) {
    Tally tally = append(sku, buyer, units, atMillis);
    forgetOld(sku, tally.line, atMillis);
  }

  private Tally append(Sku sku, BuyerId buyer, long units, long atMillis) {
    Tally tally = find(sku, buyer);
    if (tally == null) {
      tally = new Tally(sku, lines.computeIfAbsent(sku, any -> new Line()), buyer);
      tallies.add(tally);
    }
    Purchase purchase = tally.newest;
    if (purchase == null || purchase.atMillis != atMillis) {
      purchase = new Purchase(tally, atMillis);
      tally.append(purchase);
      tally.line.append(purchase);
    }
    setUnits(purchase, purchase.units + units);
    return tally;
  }

  /** What of the state is here, for snapshots: each SKU's purchases, the oldest first. */
  public Section section(Goods goods) {
    return new PurchaseSection(goods);
  }

  private final class PurchaseSection implements Section {
    private final Goods goods;

    PurchaseSection(Goods goods) {
      this.goods = goods;
    }

    @Override
    public SectionKind kind() {
      return SectionKind.PURCHASE;
    }

    @Override
    public Walk walk() {
      Iterator<Line> rest =
          lines.entrySet().stream()
              .sorted(Comparator.comparingInt(entry -> entry.getKey().number()))
              .map(Map.Entry::getValue)
              .iterator();
      return new Walk() {
        private @Nullable Purchase purchase;

        @Override
        public boolean next(StateWriter to) {
          while (purchase == null && rest.hasNext()) {
            purchase = rest.next().oldest;
          }
          Purchase now = purchase;
          if (now == null) {
            return false;
          }
          to.small(now.tally.sku.number())
              .text(now.tally.buyer.value())
              .number(now.atMillis)
              .number(now.units);
          purchase = now.younger;
          return true;
        }
      };
    }

    @Override
    public void read(StateReader from) {
      int number = from.small();
      check(number >= 0 && number < goods.size(), "a purchase's SKU is there");
      Sku sku = goods.get(number);
      BuyerId buyer = new BuyerId(from.text());
      long atMillis = from.number();
      append(sku, buyer, from.number(), atMillis);
    }
  }

  /** For an order that was given up; what is forgotten already needs no return. */
  public void takeBack(Sku sku, BuyerId buyer, long units, long placedAtMillis) {
    Tally tally = find(sku, buyer);
    if (tally == null) {
      return;
    }
    Purchase purchase = tally.newest;
    while (purchase != null && purchase.atMillis > placedAtMillis) {
      purchase = purchase.before;
    }
    if (purchase == null || purchase.atMillis < placedAtMillis) {
      return;
    }
    check(purchase.units >= units, "a buyer's units return once");
    setUnits(purchase, purchase.units - units);
    if (purchase.units == 0) {
      forget(purchase);
    }
  }

  private void forgetOld(Sku sku, Line line, long atMillis) {
    PerBuyerLimit limit = sku.limit();
    if (limit == null || limit.period() == null) {
      return;
    }
    long moment = atMillis - limit.period().toMillis();
    for (int i = 0; i < FORGOTTEN_PER_PURCHASE_MAX; i++) {
      Purchase oldest = line.oldest;
      if (oldest == null || oldest.atMillis > moment) {
        return;
      }
      setUnits(oldest, 0);
      forget(oldest);
    }
  }

  private void forget(Purchase purchase) {
    Tally tally = purchase.tally;
    tally.line.unlink(purchase);
    tally.unlink(purchase);
    if (tally.oldest == null) {
      tallies.remove(tally);
    }
  }

  private void setUnits(Purchase purchase, long units) {
    long id = digestId(purchase);
    digest.change(Kind.PURCHASE, id, UNITS_FIELD, purchase.units, units);
    purchase.tally.units += units - purchase.units;
    purchase.units = units;
  }

  private @Nullable Tally find(Sku sku, BuyerId buyer) {
    Tally tally = tallies.first(Tally.hash(sku, buyer));
    while (tally != null && !tally.isOf(sku, buyer)) {
      tally = tally.next();
    }
    return tally;
  }

  private static long digestId(Purchase purchase) {
    long pair = Mix.mix(purchase.tally.sku.digestId(), Mix.text(purchase.tally.buyer.value()));
    return Mix.mix(pair, purchase.atMillis);
  }

  public void addTo(Digest fresh) {
    tallies.forEach(tally -> {
      for (Purchase each = tally.oldest; each != null; each = each.after) {
        fresh.add(Kind.PURCHASE, digestId(each), UNITS_FIELD, each.units);
      }
    });
  }

  public void audit(Consumer<String> broken) {
    tallies.forEach(tally -> {
      long units = 0;
      for (Purchase each = tally.oldest; each != null; each = each.after) {
        units += each.units;
      }
      if (units != tally.units) {
        broken.accept(
            "buyer "
                + tally.buyer
                + " has "
                + units
                + " units of "
                + tally.sku.id()
                + ", its tally says "
                + tally.units);
      }
    });
  }
}
