package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.StuckWhy;
import io.millrace.model.fact.OrderShipped;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How orders, and what belongs to them, lie in snapshots. There an order is named by how many stand
 * before it, and so is a buyer: where orders have left, those behind move up. Chains and indexes
 * are built anew while reading.
 */
final class OrderSections {
  private final Shops shops;
  private final OrderSlabs slabs;
  private final SpentTokens tokens;

  /** How many buyers stand before each, by number; made when the first walk begins. */
  private int[] buyersBefore = {};

  OrderSections(Shops shops, OrderSlabs slabs, SpentTokens tokens) {
    this.shops = shops;
    this.slabs = slabs;
    this.tokens = tokens;
  }

  List<Section> all() {
    return List.of(
        new BuyerSection(),
        new OrderSection(),
        new ExtrasSection(),
        new ParcelSection(),
        new SpentTokenSection());
  }

  /** What comes after all else, because it came later. */
  Section times() {
    return new TimesSection();
  }

  /** Whose orders follow: where its chain begins is found out by reading them. */
  private final class BuyerSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.BUYER;
    }

    @Override
    public Walk walk() {
      buyersBefore = new int[slabs.buyers.numbers()];
      int before = 0;
      for (int buyer = 0; buyer < buyersBefore.length; buyer++) {
        buyersBefore[buyer] = before;
        before += slabs.buyers.has(buyer) ? 1 : 0;
      }
      int[] next = new int[1];
      return to -> {
        while (next[0] < slabs.buyers.numbers() && !slabs.buyers.has(next[0])) {
          next[0]++;
        }
        int buyer = next[0]++;
        boolean left = buyer < slabs.buyers.numbers();
        if (left) {
          to.small(slabs.buyers.shop(buyer)).text(slabs.buyers.id(buyer).value());
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      Shop shop = shops.get(from.small());
      int number = slabs.buyers.size();
      check(slabs.buyers.claim(shop, new BuyerId(from.text())) == number, "buyers differ");
    }
  }

  private final class OrderSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.ORDER;
    }

    @Override
    public Walk walk() {
      RisingIds.Walk rest = slabs.walk();
      return to -> {
        boolean left = rest.advance();
        if (left) {
          write(rest.position(), to);
        }
        return left;
      };
    }

    private void write(int position, StateWriter to) {
      to.number(slabs.id(position));
      slabs.rows.write(position, buyersBefore[slabs.rows.buyer(position)], to);
      Span lines = slabs.rows.lines(position);
      to.small(lines.count());
      for (int i = 0; i < lines.count(); i++) {
        slabs.lines.write(lines.first() + i, to);
      }
    }

    @Override
    public void read(StateReader from) {
      long id = from.number();
      OrderRows.Standing standing = OrderRows.Standing.read(from);
      int count = from.small();
      check(count >= 0 && count <= Span.COUNT_MAX, "an order has so many lines");
      int first = slabs.lines.claim(count);
      for (int i = 0; i < count; i++) {
        slabs.lines.read(first + i, from);
      }
      Order order = slabs.restore(id, standing, new Span(first, count));
      if (order.isAwaitingPayment()) {
        // The oldest order's time is where the wheel begins; it is turned before anything fires.
        slabs.timers.start(
            order, TimerKind.ORDER_UNPAID, order.deadlineMillis(), order.updatedAtMillis());
      }
    }
  }

  private final class ExtrasSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.EXTRAS;
    }

    @Override
    public Walk walk() {
      PositionWalk rest = new PositionWalk(position -> slabs.rows.extras(position) >= 0);
      return to -> {
        boolean left = rest.advance();
        if (left) {
          slabs.extras(rest.position()).write(to.small(rest.ordinal()));
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      slabs.restore(from.small(), Extras.read(from));
    }
  }

  private final class ParcelSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.PARCEL;
    }

    @Override
    public Walk walk() {
      return new Walk() {
        private final PositionWalk rest =
            new PositionWalk(position -> slabs.extras(position).parcels != null);
        private @Nullable Parcels parcels;
        private int shipment;

        @Override
        public boolean next(StateWriter to) {
          Parcels now = parcels;
          while (now == null || shipment == now.count()) {
            if (!rest.advance()) {
              parcels = null;
              return false;
            }
            shipment = 0;
            now = slabs.extras(rest.position()).parcels;
          }
          parcels = now;
          Parcels.Parcel parcel = now.get(++shipment);
          to.small(rest.ordinal())
              .fact(parcel.fact)
              .number(parcel.shippedAtMillis)
              .number(parcel.deliveredAtMillis);
          return true;
        }
      };
    }

    @Override
    public void read(StateReader from) {
      int position = slabs.requirePosition(from.small());
      Parcels parcels = slabs.claimParcels(position);
      Parcels.Parcel parcel = parcels.add(from.fact(OrderShipped.class), from.number());
      slabs.parcelNames.add(slabs.shop(position), position, parcel);
      long deliveredAtMillis = from.number();
      if (deliveredAtMillis != 0) {
        parcels.deliver(parcel, deliveredAtMillis);
      }
    }
  }

  /** Of orders that have times beside those of their placing, and of those that are stuck. */
  private final class TimesSection implements Section {
    private static final int NOT_STUCK = 0;

    @Override
    public SectionKind kind() {
      return SectionKind.ORDER_TIMES;
    }

    @Override
    public Walk walk() {
      PositionWalk rest = new PositionWalk(this::has);
      return to -> {
        boolean left = rest.advance();
        if (left) {
          write(slabs.get(rest.position()), to.small(rest.ordinal()));
        }
        return left;
      };
    }

    private boolean has(int position) {
      Order order = slabs.get(position);
      Extras extras = order.extras();
      Parcels parcels = extras.parcels;
      return extras.extendedDeadlineMillis != 0
          || extras.stuck != null
          || slabs.timers.unshippedUntilMillis(order) != 0
          || (parcels != null && parcels.hasTimes());
    }

    private void write(Order order, StateWriter to) {
      Extras.Stuck stuck = order.extras().stuck;
      Parcels parcels = order.parcels();
      to.number(order.extras().extendedDeadlineMillis)
          .number(slabs.timers.unshippedUntilMillis(order))
          .small(stuck == null ? NOT_STUCK : stuck.why().number())
          .number(stuck == null ? 0 : stuck.sinceMillis())
          .small(parcels == null ? 0 : 1);
      if (parcels != null) {
        to.number(parcels.paidAtMillis)
            .number(parcels.stuckAtMillis)
            .number(parcels.completeAtMillis)
            .small(parcels.isPostponed ? 1 : 0);
      }
    }

    @Override
    public void read(StateReader from) {
      Order order = slabs.get(slabs.requirePosition(from.small()));
      long extendedMillis = from.number();
      if (extendedMillis != 0) {
        slabs.claimExtras(order.position()).extendedDeadlineMillis = extendedMillis;
      }
      long unshippedUntilMillis = from.number();
      int why = from.small();
      long sinceMillis = from.number();
      if (why != NOT_STUCK) {
        slabs.claimExtras(order.position()).stuck = new Extras.Stuck(why(why), sinceMillis);
        slabs.stuck.add(order.shop(), order.id().value());
      }
      if (from.small() != 0) {
        Parcels parcels = slabs.claimParcels(order.position());
        parcels.paidAtMillis = from.number();
        parcels.stuckAtMillis = from.number();
        parcels.completeAtMillis = from.number();
        parcels.isPostponed = from.small() != 0;
        if (parcels.count() > 0 && !order.isToBeShipped()) {
          slabs.timers.followParcels(order, parcels, order.updatedAtMillis());
        }
      }
      if (order.isAwaitingPayment()) {
        slabs.timers.move(order, order.deadlineMillis());
      } else if (unshippedUntilMillis != 0) {
        slabs.timers.start(
            order, TimerKind.ORDER_STUCK, unshippedUntilMillis, order.updatedAtMillis());
      }
    }

    private static StuckWhy why(int number) {
      for (StuckWhy why : StuckWhy.values()) {
        if (why.number() == number) {
          return why;
        }
      }
      throw new UnreadableState("an order is stuck by a cause " + number + " not known here");
    }
  }

  /** Oldest first. */
  private final class SpentTokenSection implements Section {
    private static final int NAMES_ONLY_THE_ORDER = 1;

    @Override
    public SectionKind kind() {
      return SectionKind.SPENT_TOKEN;
    }

    @Override
    public Walk walk() {
      int[] next = {tokens.oldest()};
      return to -> {
        int row = next[0];
        boolean left = row != SpentTokens.NONE;
        if (left) {
          tokens.write(row, to);
          next[0] = tokens.after(row);
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      if (from.version() == NAMES_ONLY_THE_ORDER) {
        readOrder(slabs.requirePosition(from.small()));
      } else {
        tokens.read(from);
      }
    }

    private void readOrder(int position) {
      Fingerprint token = slabs.extras(position).submitToken;
      check(token != null, "an order that spent a token has it");
      tokens.restore(
          Objects.requireNonNull(token), slabs.id(position), slabs.rows.createdAtMillis(position));
    }
  }

  /** A way through the orders that have something. */
  private final class PositionWalk {
    private final RisingIds.Walk all = slabs.walk();
    private final IntPredicate has;

    PositionWalk(IntPredicate has) {
      this.has = has;
    }

    boolean advance() {
      boolean left = all.advance();
      while (left && !has.test(all.position())) {
        left = all.advance();
      }
      return left;
    }

    int position() {
      return all.position();
    }

    /** How many orders stand before it. */
    int ordinal() {
      return all.ordinal();
    }
  }
}
