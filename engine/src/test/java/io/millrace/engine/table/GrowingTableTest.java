package io.millrace.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.proof.Mix;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrowingTableTest {
  private static final class Entry implements Chained<Entry> {
    final int key;
    private @Nullable Entry next;

    Entry(int key) {
      this.key = key;
    }

    @Override
    public int hash() {
      return (int) Mix.mix(key % 5_000); // some share a hash
    }

    @Override
    public @Nullable Entry next() {
      return next;
    }

    @Override
    public void next(@Nullable Entry next) {
      this.next = next;
    }
  }

  @Test
  void shouldHoldWhatAMapHoldsWhileItGrows() {
    GrowingTable<Entry> table = new GrowingTable<>();
    Map<Integer, Entry> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      int key = (int) Long.remainderUnsigned(Mix.mix(i), 20_000);
      Entry known = find(table, key);
      assertThat(known).isSameAs(model.get(key));
      if (known == null) {
        Entry entry = new Entry(key);
        table.add(entry);
        model.put(key, entry);
      } else if (i % 3 == 0) {
        table.remove(known);
        model.remove(key);
      }
    }
    assertThat(table.size()).isEqualTo(model.size());
    int[] walked = new int[1];
    table.forEach(entry -> {
      assertThat(model).containsEntry(entry.key, entry);
      walked[0]++;
    });
    assertThat(walked[0]).isEqualTo(model.size());
  }

  private static @Nullable Entry find(GrowingTable<Entry> table, int key) {
    Entry entry = table.first(new Entry(key).hash());
    while (entry != null && entry.key != key) {
      entry = entry.next();
    }
    return entry;
  }
}
