package io.millrace.engine.goods;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.table.Appended;

/** The names that orders have frozen, each with its SKU, in the order of their numbers. */
final class NameSection implements Section {
  private final Appended<Sku> skus;

  NameSection(Appended<Sku> skus) {
    this.skus = skus;
  }

  @Override
  public SectionKind kind() {
    return SectionKind.FROZEN_NAME;
  }

  @Override
  public Walk walk() {
    return new Walk() {
      private int sku;
      private int name;

      @Override
      public boolean next(StateWriter to) {
        while (sku < skus.size()) {
          FrozenNames names = skus.get(sku).namesIfAny();
          if (names != null && names.has(name)) {
            to.small(sku).text(names.get(name++));
            return true;
          }
          sku++;
          name = 0;
        }
        return false;
      }
    };
  }

  @Override
  public void read(StateReader from) {
    int sku = from.small();
    check(sku >= 0 && sku < skus.size(), "a frozen name's SKU is there");
    FrozenNames names = skus.get(sku).frozenNames();
    int number = names.size();
    check(names.claim(from.text()) == number, "a SKU's frozen names differ");
  }
}
